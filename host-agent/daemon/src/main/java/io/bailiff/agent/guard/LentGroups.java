// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.group.LentJournals;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lent groups and the bindings of the members. Reads only the facts for a decision, because an opener sleeps until the
 * decision. Journals and lasting facts come from memory as long as the host proves that nothing has changed ({@link LentJournals},
 * {@link BusFactsReader}), so that the number of lent groups does not matter.
 */
final class LentGroups {

    private final HostFiles files;
    private final PciBus bus;
    private final LentJournals journals;
    private final BusFactsReader facts;
    private final BoundFunctions bound;
    private volatile @Nullable RememberedGroups remembered;

    LentGroups(HostFiles files, LentJournals journals, BusFactsReader facts) {
        this.files = files;
        this.bus = new PciBus(files);
        this.journals = journals;
        this.facts = facts;
        this.bound = new BoundFunctions(files);
    }

    /** Returns true if no group is lent, judged from the journals alone. False means "maybe": a journal may be from an earlier boot. */
    boolean none() throws IOException {
        return journals.none();
    }

    /**
     * Returns the lent groups. Returns the same list as the last call only if every fact in the list is proven to be unchanged.
     *
     * @throws IOException if a journal or a member cannot be read: then no claim can be judged
     */
    List<LentGroup> now() throws IOException {
        List<Journal> lent = lent();
        BusFacts factsNow = facts.current();
        RememberedGroups known = remembered;
        if (known != null && known.isFrom(factsNow, lent) && known.isBoundAsIn(bound)) {
            return known.groups();
        }
        LentGroupReader reader = new LentGroupReader(bus, factsNow, bound);
        List<LentGroup> groups = read(lent, reader);
        reader.sources().ifPresent(sources -> remembered = new RememberedGroups(factsNow, lent, sources, groups));
        return groups;
    }

    /** Returns the groups in phase {@code DETACHED}: every member of the journal is pinned and must stay pinned. */
    List<LentGroup> pinned() throws IOException {
        return read(detached().toList(), reader());
    }

    /** Returns the fingerprints of the groups that {@link #pinned} reads, from the journals alone. */
    Set<GroupFingerprint> pinnedFingerprints() throws IOException {
        return detached().map(Journal::fingerprint).collect(Collectors.toUnmodifiableSet());
    }

    private Stream<Journal> detached() throws IOException {
        return lent().stream().filter(journal -> journal.phase() == Journal.Phase.DETACHED);
    }

    private static List<LentGroup> read(List<Journal> lent, LentGroupReader reader) throws IOException {
        List<LentGroup> groups = new ArrayList<>();
        for (Journal journal : lent) {
            groups.add(reader.read(journal));
        }
        return List.copyOf(groups);
    }

    boolean isPinned(GroupFingerprint fingerprint) throws IOException {
        return lent().stream()
                .anyMatch(journal -> journal.phase() == Journal.Phase.DETACHED
                        && journal.fingerprint().equals(fingerprint));
    }

    Optional<LentGroup> find(GroupFingerprint fingerprint) throws IOException {
        for (Journal journal : lent()) {
            if (journal.fingerprint().equals(fingerprint)) {
                return Optional.of(reader().read(journal));
            }
        }
        return Optional.empty();
    }

    /** Returns the current lent group of the function: the function was a member at the detach, or has appeared since. */
    Optional<LentGroup> with(PciAddress address) throws IOException {
        LentGroupReader reader = reader();
        for (Journal journal : lent()) {
            LentGroup group = reader.read(journal);
            if (group.member(address).isPresent()) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    /** Returns the lent group with the function in the journal, if the function is gone from the host. */
    Optional<LentGroup> thatLost(PciAddress address) throws IOException {
        for (Journal journal : lent()) {
            boolean had = journal.members().stream()
                    .anyMatch(member -> member.address().equals(address));
            if (had && !bus.exists(address)) {
                return Optional.of(reader().read(journal));
            }
        }
        return Optional.empty();
    }

    /** Returns the members of the lent group that are gone from the bus. */
    List<PciAddress> gone(GroupFingerprint fingerprint) throws IOException {
        List<PciAddress> gone = new ArrayList<>();
        for (Journal journal : lent()) {
            for (Journal.Member member : journal.members()) {
                if (journal.fingerprint().equals(fingerprint) && !bus.exists(member.address())) {
                    gone.add(member.address());
                }
            }
        }
        return gone;
    }

    /** Returns the present number of the group; empty if no member shows a number. */
    Optional<String> number(LentGroup group) {
        return group.members().stream()
                .flatMap(member -> number(member.address()).stream())
                .findFirst();
    }

    private Optional<String> number(PciAddress address) {
        try {
            return files.readLink(PciBus.DEVICES + address + "/iommu_group").map(SysfsNames::last);
        } catch (HostFileException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Returns the journals of the current boot outside phase {@code REATTACHING}. A group in phase {@code REATTACHING} is free: the
     * guard ignores claims on the group.
     */
    private List<Journal> lent() throws IOException {
        return journals.all().stream()
                .filter(journal -> journal.phase() != Journal.Phase.REATTACHING)
                .toList();
    }

    private LentGroupReader reader() throws HostFileException {
        return new LentGroupReader(bus, facts.current(), bound);
    }
}
