// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.FunctionKind;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the lent groups and the bindings of the members. Reads only the facts for a decision, because an opener sleeps until the
 * decision.
 */
final class LentGroups {

    private final HostFiles files;
    private final PciBus bus;
    private final LentJournals journals;

    LentGroups(HostFiles files, LentJournals journals) {
        this.files = files;
        this.bus = new PciBus(files);
        this.journals = journals;
    }

    /** Returns true if no group is lent, judged from the journals alone. False means "maybe": a journal may be from an earlier boot. */
    boolean none() throws IOException {
        return journals.none();
    }

    /** @throws IOException if a journal or a member cannot be read: then no claim can be judged */
    List<LentGroup> now() throws IOException {
        List<LentGroup> groups = new ArrayList<>();
        for (Journal journal : lent()) {
            groups.add(group(journal));
        }
        return groups;
    }

    /** Returns the groups in phase {@code DETACHED}: every member of the journal is pinned and must stay pinned. */
    List<LentGroup> pinned() throws IOException {
        List<LentGroup> groups = new ArrayList<>();
        for (Journal journal : lent()) {
            if (journal.phase() == Journal.Phase.DETACHED) {
                groups.add(group(journal));
            }
        }
        return groups;
    }

    boolean isPinned(GroupFingerprint fingerprint) throws IOException {
        return lent().stream()
                .anyMatch(journal -> journal.phase() == Journal.Phase.DETACHED
                        && journal.fingerprint().equals(fingerprint));
    }

    Optional<LentGroup> find(GroupFingerprint fingerprint) throws IOException {
        for (Journal journal : lent()) {
            if (journal.fingerprint().equals(fingerprint)) {
                return Optional.of(group(journal));
            }
        }
        return Optional.empty();
    }

    /** Returns the current lent group of the function: the function was a member at the detach, or has appeared since. */
    Optional<LentGroup> with(PciAddress address) throws IOException {
        for (Journal journal : lent()) {
            LentGroup group = group(journal);
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
                return Optional.of(group(journal));
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

    private LentGroup group(Journal journal) throws HostFileException {
        Map<PciAddress, LentGroup.Member> members = new LinkedHashMap<>();
        for (Journal.Member member : journal.members()) {
            member(member.address(), Optional.of(member)).ifPresent(it -> members.put(it.address(), it));
        }
        Set<PciAddress> seen = new HashSet<>();
        for (PciAddress address : List.copyOf(members.keySet())) {
            // All members have the same group directory, unless the group was taken apart after the detach.
            if (!seen.contains(address)) {
                for (PciAddress mate : mates(address)) {
                    if (seen.add(mate) && !members.containsKey(mate) && mayBeEndpoint(mate)) {
                        member(mate, Optional.empty()).ifPresent(it -> members.put(mate, it));
                    }
                }
            }
        }
        return new LentGroup(journal.fingerprint(), journal.owner(), List.copyOf(members.values()));
    }

    /** Returns the function as a member; empty if the function is gone from the host. */
    private Optional<LentGroup.Member> member(PciAddress address, Optional<Journal.Member> journal)
            throws HostFileException {
        Optional<String> place = files.realPath(PciBus.DEVICES + address);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> driver = bus.driver(address);
        Optional<String> override = driver.isPresent() ? Optional.empty() : bus.driverOverride(address);
        return Optional.of(new LentGroup.Member(
                address,
                journal.map(Journal.Member::targetDriver).orElse(null),
                journal.flatMap(it -> Optional.ofNullable(it.driver())).orElse(null),
                driver.orElse(null),
                override.orElse(null),
                place.get()));
    }

    private List<PciAddress> mates(PciAddress address) throws HostFileException {
        String directory = PciBus.DEVICES + address + "/iommu_group/devices";
        List<PciAddress> mates = new ArrayList<>();
        if (files.exists(directory)) {
            for (String name : files.list(directory)) {
                mates.add(PciAddress.parse(name));
            }
        }
        return mates;
    }

    /** Returns true if the function is an endpoint or the kind is unknown: watching over a bridge does no harm. */
    private boolean mayBeEndpoint(PciAddress address) {
        try {
            return bus.kind(address) == FunctionKind.ENDPOINT;
        } catch (HostFileException unreadable) {
            return true;
        }
    }
}
