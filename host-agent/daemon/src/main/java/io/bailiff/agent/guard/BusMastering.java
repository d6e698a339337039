// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;

/**
 * Reads and clears bus mastering of a function: bit 2 of the command register (PCI_COMMAND_MASTER, include/uapi/linux/pci_regs.h).
 * Without bus mastering a function cannot write to memory, and is neither dangerous nor usable.
 */
public final class BusMastering {

    private static final int COMMAND = 0x04;
    private static final int MASTER = 0x4;

    private final HostFiles files;

    public BusMastering(HostFiles files) {
        this.files = files;
    }

    public boolean isOn(PciAddress address) throws HostFileException {
        return (command(address)[0] & MASTER) != 0;
    }

    /**
     * Clears the bit if the bit is set, and reads the register again.
     *
     * @throws HostFileException if the register cannot be read or written, or if bus mastering stays on
     */
    public void clear(PciAddress address) throws HostFileException {
        byte[] command = command(address);
        if ((command[0] & MASTER) == 0) {
            return;
        }
        command[0] &= ~MASTER;
        files.writeBytes(config(address), COMMAND, command);
        if (isOn(address)) {
            throw new HostFileException(HostError.OTHER, config(address), "bus mastering stays on");
        }
    }

    /**
     * Returns the two bytes of the command register. A function that no longer answers reads as ones: bus mastering then counts as
     * on.
     */
    private byte[] command(PciAddress address) throws HostFileException {
        byte[] config = files.readBytes(config(address), COMMAND + 2);
        if (config.length < COMMAND + 2) {
            throw new HostFileException(
                    HostError.OTHER, config(address), "the file ends after " + config.length + " bytes");
        }
        return new byte[] {config[COMMAND], config[COMMAND + 1]};
    }

    private static String config(PciAddress address) {
        return PciBus.DEVICES + address + "/config";
    }
}
