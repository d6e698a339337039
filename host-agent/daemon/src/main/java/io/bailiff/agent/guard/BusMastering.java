// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.ConfigHeader;

/**
 * Reads and clears bus mastering of a function: bit 2 of the command register (PCI_COMMAND_MASTER, include/uapi/linux/pci_regs.h).
 * Without bus mastering a function cannot write to memory, and is neither dangerous nor usable.
 */
public final class BusMastering {

    /** The state of the bit. */
    public enum State {
        ON,
        OFF,
        /** The function does not answer, so the bit is neither readable nor writable. */
        NO_ANSWER
    }

    private final HostFiles files;

    public BusMastering(HostFiles files) {
        this.files = files;
    }

    /** @throws HostFileException if the register cannot be read */
    public State state(PciAddress address) throws HostFileException {
        return state(ConfigHeader.read(files, address));
    }

    private static State state(ConfigHeader header) {
        if (!header.answers()) {
            return State.NO_ANSWER;
        }
        return header.isBusMaster() ? State.ON : State.OFF;
    }

    /** Returns true if the function answers and may write to memory. */
    public boolean isOn(PciAddress address) throws HostFileException {
        return state(address) == State.ON;
    }

    /**
     * Clears the bit if the bit is set, and reads the register again. Writes nothing to a function without an answer: the write would
     * set the other bits of the register as soon as the function answers.
     *
     * @return {@link State#OFF}, or {@link State#NO_ANSWER}
     * @throws HostFileException if the register cannot be read or written, or if bus mastering stays on
     */
    public State clear(PciAddress address) throws HostFileException {
        ConfigHeader header = ConfigHeader.read(files, address);
        if (state(header) != State.ON) {
            return state(header);
        }
        files.writeBytes(ConfigHeader.file(address), ConfigHeader.COMMAND, header.commandWithoutBusMaster());
        State now = state(address);
        if (now == State.ON) {
            throw new HostFileException(HostError.OTHER, ConfigHeader.file(address), "bus mastering stays on");
        }
        return now;
    }
}
