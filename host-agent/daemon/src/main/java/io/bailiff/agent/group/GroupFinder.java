// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds a group by fingerprint and reads the group again at each call. The finder caches group numbers: the number of a
 * group stays the same for as long as the group exists. Reading one group takes a fraction of the time for reading all
 * groups.
 */
public final class GroupFinder {

    private final PciBus bus;
    private final Map<GroupFingerprint, Integer> numbers = new ConcurrentHashMap<>();

    public GroupFinder(PciBus bus) {
        this.bus = bus;
    }

    /** Caches the number of a group just read, so that {@link #find} need not search all groups. */
    public void remember(IommuGroup group) {
        numbers.put(group.fingerprint(), group.number());
    }

    /** Returns the group as the kernel shows the group now, or empty if no group of this host has the fingerprint. */
    public Optional<IommuGroup> find(GroupFingerprint fingerprint) throws HostFileException {
        Integer number = numbers.get(fingerprint);
        if (number != null) {
            Optional<IommuGroup> group = bus.group(number).filter(it -> is(it, fingerprint));
            if (group.isPresent()) {
                return group;
            }
        }
        Optional<IommuGroup> group = bus.inventory().groups().stream()
                .filter(it -> is(it, fingerprint))
                .findFirst();
        group.ifPresent(this::remember);
        return group;
    }

    private static boolean is(IommuGroup group, GroupFingerprint fingerprint) {
        return !group.members().isEmpty() && group.fingerprint().equals(fingerprint);
    }
}
