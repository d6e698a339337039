// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal.Member;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciInventory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Completes the groups of the bus by the members of lent groups that are gone from the bus. Such a group keeps the fingerprint of the
 * journal until the journal is removed, so that the owner can release, reattach and forget the group.
 */
public final class GoneMembers {

    private final PciBus bus;
    private final JournalStore store;
    private final JournalsOfThisBoot journals;

    GoneMembers(HostFiles files, JournalStore store) {
        this.bus = new PciBus(files);
        this.store = store;
        this.journals = new JournalsOfThisBoot(files, store);
    }

    /** Returns the inventory with every lent group. An unreadable journal of no listed group becomes a problem of the host. */
    public PciInventory complete(PciInventory seen) {
        List<IommuGroup> groups = new ArrayList<>(seen.groups());
        List<String> problems = new ArrayList<>(seen.problems());
        try {
            for (GroupFingerprint lent : store.groups()) {
                if (groups.stream().noneMatch(group -> group.fingerprint().equals(lent))) {
                    complete(lent, seen, groups, problems);
                }
            }
        } catch (IOException failure) {
            problems.add("Cannot list the journals of the lent groups: " + failure.getMessage());
        }
        return new PciInventory(groups, seen.ungrouped(), problems);
    }

    private void complete(GroupFingerprint lent, PciInventory seen, List<IommuGroup> groups, List<String> problems) {
        try {
            Optional<IommuGroup> completed = journals.read(lent).flatMap(journal -> completed(journal, seen));
            completed.ifPresent(group -> {
                groups.removeIf(rest -> !group.isGone() && rest.number() == group.number());
                groups.add(group);
            });
        } catch (IOException failure) {
            problems.add("Cannot determine the members of a lent group: " + failure.getMessage());
        }
    }

    private Optional<IommuGroup> completed(Journal journal, PciInventory seen) {
        List<PciAddress> gone = journal.members().stream()
                .map(Member::address)
                .filter(address -> !isListed(seen, address))
                .toList();
        Optional<IommuGroup> rest = journal.members().stream()
                .flatMap(member -> seen.groupOf(member.address()).stream())
                .findFirst();
        return completed(journal, gone, rest);
    }

    /** Returns true if the function is on the bus, readable or not. Judges by the inventory first: the function may go meanwhile. */
    private boolean isListed(PciInventory seen, PciAddress address) {
        return seen.groupOf(address).isPresent() || mayExist(address);
    }

    /** Returns true if the function is on the bus or the bus is unreadable: a function is called gone only by proof. */
    private boolean mayExist(PciAddress address) {
        try {
            return bus.exists(address);
        } catch (HostFileException unreadable) {
            return true;
        }
    }

    /**
     * Returns the current group of the function, completed by the group's gone members. A function that is gone itself belongs to the
     * lent group with the function in the journal. Empty if the function is in no group and in no journal.
     */
    public Optional<IommuGroup> groupOf(PciAddress address) throws IOException {
        Optional<IommuGroup> present = bus.groupOf(address);
        JournalException unreadable = null;
        for (GroupFingerprint lent : store.groups()) {
            try {
                Optional<Journal> journal = journals.read(lent).filter(it -> isAbout(it, address, present));
                if (journal.isPresent()) {
                    Optional<IommuGroup> completed = completed(journal.get());
                    return completed.isPresent() ? completed : present;
                }
            } catch (JournalException failure) {
                unreadable = failure;
            }
        }
        if (present.isEmpty() && !bus.exists(address) && unreadable != null) {
            // The unreadable journal may be about the function. The journal of a present group is read and reported by
            // the survey.
            throw unreadable;
        }
        return present;
    }

    private static boolean isAbout(Journal journal, PciAddress address, Optional<IommuGroup> present) {
        return journal.members().stream()
                .map(Member::address)
                .anyMatch(member -> member.equals(address)
                        || present.flatMap(group -> group.member(member)).isPresent());
    }

    private Optional<IommuGroup> completed(Journal journal) throws HostFileException {
        List<PciAddress> gone = new ArrayList<>();
        Optional<IommuGroup> rest = Optional.empty();
        for (Member member : journal.members()) {
            if (!bus.exists(member.address())) {
                gone.add(member.address());
            } else if (rest.isEmpty()) {
                rest = bus.groupOf(member.address());
            }
        }
        return completed(journal, gone, rest);
    }

    /** Returns the group of the journal; empty if no member is gone, so that the bus shows the group completely. */
    private static Optional<IommuGroup> completed(Journal journal, List<PciAddress> gone, Optional<IommuGroup> rest) {
        List<FunctionReport> members = journal.members().stream()
                .filter(member -> gone.contains(member.address()))
                .map(Member::gone)
                .toList();
        if (members.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(rest.map(group -> group.asRestOf(journal.fingerprint(), members))
                .orElseGet(() -> IommuGroup.gone(journal.fingerprint(), members)));
    }
}
