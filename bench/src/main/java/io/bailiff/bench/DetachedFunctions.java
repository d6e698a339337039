// SPDX-License-Identifier: Apache-2.0
package io.bailiff.bench;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.group.JournalStore;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Puts functions, each alone in its group, and the journals of the groups where a detach leaves both. The agent's own detach reads the whole
 * host for each group, and would take minutes for many groups.
 */
final class DetachedFunctions {

    private static final String VFIO = "vfio-pci";

    private final HostFiles files;
    private final PciBus bus;
    private final JournalStore journals;

    /** @param state the agent's state directory */
    DetachedFunctions(HostFiles files, Path state) {
        this.files = files;
        this.bus = new PciBus(files);
        this.journals = new JournalStore(state, new DiskFiles());
    }

    /** Moves a function to vfio-pci, whose module must be loaded. */
    void detach(PciAddress function, String owner) throws IOException {
        Optional<String> driver = bus.driver(function);
        journals.write(journal(function, driver, owner));
        files.write(PciBus.overrideFile(function), VFIO);
        if (driver.isPresent()) {
            files.write(PciBus.DRIVERS + driver.get() + "/unbind", function.toString());
        }
        files.write("/sys/bus/pci/drivers_probe", function.toString());
        if (!bus.driver(function).equals(Optional.of(VFIO))) {
            throw new IllegalStateException(function + " has not come to " + VFIO);
        }
    }

    private Journal journal(PciAddress function, Optional<String> driver, String owner) throws IOException {
        GroupFingerprint group = bus.groupOf(function).orElseThrow().fingerprint();
        String bootId = files.read("/proc/sys/kernel/random/boot_id");
        return new Journal(
                Journal.SCHEMA,
                group,
                bootId,
                Journal.Phase.DETACHED,
                owner,
                "bench",
                List.of(),
                List.of(new Journal.Member(function, driver.orElse(null), null, VFIO)));
    }
}
