// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one function to a look.
 *
 * @param health the health, or null if the files about the health are unreadable
 * @param kind the kind by the header type; null if the function was not asked or does not answer
 */
record Answer(@Nullable FunctionHealth health, @Nullable FunctionKind kind) {

    static final Answer UNREADABLE = new Answer(null, null);

    private static final Set<String> ASLEEP = Set.of("suspended", "suspending", "resuming");

    /**
     * Looks at a function without waking the function. A read of {@code config} resumes a function in D3cold, and the bridge above
     * any function (pci_config_pm_runtime_get in drivers/pci/pci.c), so a sleeping function is not read.
     *
     * <p>{@code D3cold} alone is no sleep: the kernel sets the same state for a function that is lost at a change of power
     * ("device inaccessible", pci_power_up). {@code runtime_status} then says {@code active}, and the read wakes nothing.
     */
    static Answer of(HostFiles files, PciAddress address) throws HostFileException {
        String directory = PciBus.DEVICES + address;
        Optional<String> status = optional(files, directory + "/power/runtime_status");
        if (status.isEmpty() || ASLEEP.contains(status.get())) {
            if (optional(files, directory + "/power_state").equals(Optional.of("D3cold"))) {
                return new Answer(FunctionHealth.D3COLD, null);
            }
            if (status.isPresent()) {
                return new Answer(FunctionHealth.SUSPENDED, null);
            }
        }
        ConfigHeader header = ConfigHeader.read(files, address);
        return header.answers()
                ? new Answer(FunctionHealth.OK, header.kind())
                : new Answer(FunctionHealth.NO_ANSWER, null);
    }

    /** Reads a file that a kernel may lack: {@code power_state} since 5.11, {@code runtime_status} only with CONFIG_PM. */
    private static Optional<String> optional(HostFiles files, String path) throws HostFileException {
        try {
            return Optional.of(files.read(path));
        } catch (HostFileException failure) {
            if (failure.error() == HostError.NO_ENTRY) {
                return Optional.empty();
            }
            throw failure;
        }
    }
}
