// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.Dependent;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.dependents.DependentDevice;
import io.bailiff.agent.dependents.DependentReader;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.process.HostReading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the devices that depend on the members of groups, and their uses. A member with a dependent in use cannot leave the host: the
 * unbind of the member would take the dependent from the user, and waits without end if the user is a guest (vfio_unregister_group_dev).
 * An idle dependent is no reason to keep the group.
 */
final class DependentUses {

    /**
     * The dependents of one group.
     *
     * @param dependents the dependents of all members, with their uses
     * @param refusals the reasons to keep the group because of a dependent
     */
    record Found(List<Dependent> dependents, List<Refusal> refusals) {

        static final Found NONE = new Found(List.of(), List.of());

        Found {
            dependents = List.copyOf(dependents);
            refusals = List.copyOf(refusals);
        }
    }

    private final HostFiles files;
    private final LentJournals journals;

    DependentUses(HostFiles files, JournalStore store) {
        this.files = files;
        this.journals = new LentJournals(files, store);
    }

    /** Returns the reasons to keep the group on the host because of a dependent. */
    List<Refusal> refusals(IommuGroup group, HostNeeds needs) {
        return of(List.of(group), Map.of(), needs, new HostReading(files))
                .getOrDefault(group.number(), Found.NONE)
                .refusals();
    }

    /**
     * Returns the dependents by the number of the group. A group without dependents may be absent.
     *
     * @param uses the known uses of groups by number; the groups of dependents that are absent are scanned
     * @param needs the needs of the host, as a snapshot
     * @param reading the reading of the host that the survey shares
     */
    Map<Integer, Found> of(
            Collection<IommuGroup> groups, Map<Integer, GroupUse> uses, HostNeeds needs, HostReading reading) {
        Map<Integer, Found> found = new HashMap<>();
        DependentReader reader = new DependentReader(reading.files());
        DependentGroups dependentGroups = new DependentGroups(files, new PciBus(files), groups);
        Map<IommuGroup, Reading> readings = new HashMap<>();
        groups.forEach(group -> readings.put(group, read(group, reader, dependentGroups)));
        if (readings.values().stream().allMatch(Reading::isEmpty)) {
            return found;
        }
        UseOfDependent use = new UseOfDependent(
                reading, dependentGroups, dependentGroups.uses(uses, reading), LoanOfFunction.read(journals), needs);
        readings.forEach((group, read) -> found.put(group.number(), found(group, read, use)));
        return found;
    }

    private static Reading read(IommuGroup group, DependentReader reader, DependentGroups dependentGroups) {
        Reading reading = new Reading(new ArrayList<>(), new ArrayList<>());
        for (FunctionReport member : group.members()) {
            reading.trying(member.address(), () -> reading.devices().addAll(reader.of(member)));
        }
        for (DependentDevice device : reading.devices()) {
            reading.trying(device.function(), () -> dependentGroups.add(device));
        }
        return reading;
    }

    private static Found found(IommuGroup group, Reading reading, UseOfDependent use) {
        List<Dependent> dependents = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>(reading.refusals());
        for (DependentDevice device : reading.devices()) {
            DependentUse now = use.of(device, group);
            dependents.add(new Dependent(device.function(), device.kind(), device.name(), device.driver(), now.text()));
            refusals.addAll(now.refusals(device));
        }
        return new Found(dependents, refusals);
    }

    /** The dependents of one group and the failures to read, before the uses are known. */
    private record Reading(List<DependentDevice> devices, List<Refusal> refusals) {

        boolean isEmpty() {
            return devices.isEmpty() && refusals.isEmpty();
        }

        /** Makes a failure to read an unknown about the member: a dependent that cannot be read may be in use. */
        void trying(PciAddress member, Read read) {
            try {
                read.run();
            } catch (HostFileException failure) {
                String reason = "Cannot read the devices that depend on " + member + ": " + failure.getMessage();
                refusals.add(new Refusal(member, Code.UNKNOWN, reason, failure.path()));
            }
        }
    }

    private interface Read {
        void run() throws HostFileException;
    }
}
