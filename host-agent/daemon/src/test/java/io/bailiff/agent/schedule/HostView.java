// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.group.JournalException;
import io.bailiff.agent.group.JournalStore;
import io.bailiff.agent.guard.BusMastering;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.state.StateFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A host in one boot, and what is on its disk, as they are and not as the agent sees them. */
final class HostView {

    /** What a function is on. */
    record Bound(Optional<String> driver, Optional<String> override) {

        boolean isAway() {
            return isOnVfio() && override.equals(driver);
        }

        boolean isOnVfio() {
            return driver.equals(Optional.of("vfio-pci"));
        }

        boolean isLoose() {
            return driver.isEmpty() && override.isEmpty();
        }

        @Override
        public String toString() {
            return driver.orElse("no driver") + " (override " + override.orElse("not set") + ")";
        }
    }

    private final HostFiles files;
    private final PciBus bus;
    private final BusMastering mastering;
    private final JournalStore journals;
    private final String bootId;
    private final List<GroupFingerprint> fingerprints = new ArrayList<>();

    HostView(SimHost sim, String bootId, Path folder, StateFiles disk) throws HostFileException {
        this.files = sim.files();
        this.bus = new PciBus(files);
        this.mastering = new BusMastering(files);
        this.journals = new JournalStore(folder, disk);
        this.bootId = bootId;
        for (List<PciAddress> group : Stage.GROUPS) {
            fingerprints.add(bus.groupOf(group.get(0)).orElseThrow().fingerprint());
        }
    }

    GroupFingerprint fingerprint(int group) {
        return fingerprints.get(group);
    }

    int group(GroupFingerprint fingerprint) {
        return fingerprints.indexOf(fingerprint);
    }

    /** Where the functions are. Nothing on the way to a schedule fails to be read. */
    Bound bound(PciAddress function) {
        try {
            String override = files.read(PciBus.overrideFile(function));
            return new Bound(
                    bus.driver(function), override.equals("(null)") ? Optional.empty() : Optional.of(override));
        } catch (HostFileException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Bound> bound(int group) {
        return Stage.GROUPS.get(group).stream().map(this::bound).toList();
    }

    boolean isAway(int group) {
        return bound(group).stream().allMatch(Bound::isAway);
    }

    /** Only a function on a vfio driver has a file, and an unbind that waits for the function's user shows no driver. */
    boolean canBeOpen(int group) {
        return bound(group).stream()
                .anyMatch(bound -> bound.isOnVfio() || bound.driver().isEmpty());
    }

    boolean hasBusMastering(PciAddress function) {
        try {
            return mastering.isOn(function);
        } catch (HostFileException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The group's journal of this boot. */
    Optional<Journal> journal(int group) {
        try {
            return journals.read(fingerprint(group))
                    .filter(journal -> journal.bootId().equals(bootId));
        } catch (JournalException e) {
            throw new IllegalStateException(e);
        }
    }

    Optional<Journal.Phase> phase(int group) {
        return journal(group).map(Journal::phase);
    }

    /** Whether a guest may have it. */
    boolean isLent(int group) {
        return phase(group).equals(Optional.of(Journal.Phase.DETACHED));
    }
}
