// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal.Member;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the journals of groups that got or lost a member while detached, for example because another card was plugged
 * in behind the same bridge. Such a group has a new fingerprint. The journal still has the former fingerprint, and the
 * journal's entries for the remaining members are still valid.
 */
final class FormerMemberships {

    private final GroupFinder finder;
    private final PciBus bus;
    private final JournalStore store;
    private final JournalsOfThisBoot journals;

    FormerMemberships(GroupFinder finder, PciBus bus, JournalStore store, JournalsOfThisBoot journals) {
        this.finder = finder;
        this.bus = bus;
        this.store = store;
        this.journals = journals;
    }

    /**
     * Returns this boot's journal for a former membership of the group. Such a journal names a current member, and has
     * a fingerprint of no present group.
     *
     * @throws JournalException if an unreadable journal belongs to no present group: the journal may be about the given
     *     group
     */
    Optional<Journal> journalOf(IommuGroup group) throws IOException {
        for (GroupFingerprint former : store.groups()) {
            if (!former.equals(group.fingerprint()) && finder.find(former).isEmpty()) {
                Optional<Journal> journal = journals.read(former).filter(it -> sharesMember(group, it));
                if (journal.isPresent()) {
                    return journal;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean sharesMember(IommuGroup group, Journal journal) {
        return journal.members().stream()
                .anyMatch(member -> group.member(member.address()).isPresent());
    }

    /** Returns true if every member of the journal is gone from the bus. */
    boolean isGone(Journal journal) throws HostFileException {
        return gone(journal).size() == journal.members().size();
    }

    /** Returns the members of the journal that are gone from the bus. */
    List<PciAddress> gone(Journal journal) throws HostFileException {
        List<PciAddress> gone = new ArrayList<>();
        for (Member member : journal.members()) {
            if (!bus.exists(member.address())) {
                gone.add(member.address());
            }
        }
        return gone;
    }

    /** Returns the outcome of a reattach with the members gone from the bus: no driver can take such a member. */
    MoveOutcome withGone(Journal journal, MoveOutcome outcome) throws HostFileException {
        List<PciAddress> gone = gone(journal);
        return outcome instanceof MoveOutcome.Done done && !gone.isEmpty()
                ? new MoveOutcome.Done(
                        done.result() + " Gone from the bus since the detach: "
                                + gone.stream().map(PciAddress::toString).collect(Collectors.joining(", ")) + ".",
                        done.notRestored())
                : outcome;
    }

    /**
     * Returns the journal's group with its current members: the group with the journal's fingerprint, else the group of
     * the first journal member on this host. Empty if no journal member is left, or the first member left is in no
     * IOMMU group.
     */
    Optional<IommuGroup> groupOf(Journal journal) throws HostFileException {
        Optional<IommuGroup> same = finder.find(journal.fingerprint());
        if (same.isPresent()) {
            return same;
        }
        for (Member member : journal.members()) {
            if (bus.exists(member.address())) {
                return bus.groupOf(member.address());
            }
        }
        return Optional.empty();
    }
}
