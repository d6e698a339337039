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
        if (!group.isGone()) {
            numbers.put(group.fingerprint(), group.number());
        }
    }

    /**
     * Returns the group as the kernel shows the group now, or empty if no group of this host has the fingerprint.
     *
     * @throws HostFileException if no member of the group can be read
     */
    public Optional<IommuGroup> find(GroupFingerprint fingerprint) throws HostFileException {
        Integer number = numbers.get(fingerprint);
        return number == null ? search(fingerprint) : find(number, fingerprint);
    }

    private Optional<IommuGroup> find(int number, GroupFingerprint fingerprint) throws HostFileException {
        Optional<IommuGroup> cached;
        try {
            cached = bus.group(number).filter(it -> is(it, fingerprint));
        } catch (HostFileException unreadable) {
            // The number may belong to another group by now. If no group has the fingerprint, this group may be the
            // one.
            Optional<IommuGroup> elsewhere = search(fingerprint);
            if (elsewhere.isEmpty()) {
                throw unreadable;
            }
            return elsewhere;
        }
        return cached.isPresent() ? cached : search(fingerprint);
    }

    private Optional<IommuGroup> search(GroupFingerprint fingerprint) {
        Optional<IommuGroup> group = bus.inventory().groups().stream()
                .filter(it -> is(it, fingerprint))
                .findFirst();
        group.ifPresent(this::remember);
        return group;
    }

    private static boolean is(IommuGroup group, GroupFingerprint fingerprint) {
        return group.fingerprint().equals(fingerprint);
    }
}
