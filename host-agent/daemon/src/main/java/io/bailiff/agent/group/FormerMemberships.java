package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.group.Journal.Member;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.util.Optional;

/**
 * Groups that have got or lost a member while they were detached: another card was plugged in behind the same bridge. Their
 * fingerprint is another one since, but the journal has the former one, and what it says of its members still holds.
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
     * The journal of a former shape of this group.
     *
     * @throws JournalException if there is one that cannot be read and is of no group that is here: it may be this one's
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

    /** The group that a journal is about, in whatever shape it is now; empty if none of its members is here any more. */
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
