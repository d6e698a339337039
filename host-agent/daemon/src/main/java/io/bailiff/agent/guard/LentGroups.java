package io.bailiff.agent.guard;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.group.LentJournals;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what is lent and how it is bound. Only as much as a decision needs: somebody sleeps until it is made.
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

    /** Whether nothing is, without a look at the host. If not, something may be. */
    boolean none() throws IOException {
        return journals.none();
    }

    /** @throws IOException if something about them cannot be read, so that nothing can be said of any claim */
    List<LentGroup> now() throws IOException {
        List<LentGroup> groups = new ArrayList<>();
        for (Journal journal : lent()) {
            groups.add(group(journal));
        }
        return groups;
    }

    /** Those whose members have all been pinned, and are to stay so. */
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

    /** The lent group that this function is in now, whether it was when the group left or has come since. */
    Optional<LentGroup> with(PciAddress address) throws IOException {
        for (Journal journal : lent()) {
            LentGroup group = group(journal);
            if (group.member(address).isPresent()) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    /** The lent group that had this function when it left, and has it no more. */
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

    /** A group that is on its way back is free, and what happens to it is between the host and the host. */
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
            // Members are each other's mates, unless the group has been taken apart meanwhile.
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

    /** Empty if it is not on this host any more. */
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

    /** One that does not answer may be one; to watch over a bridge too does no harm. */
    private boolean mayBeEndpoint(PciAddress address) {
        try {
            return bus.kind(address) == FunctionKind.ENDPOINT;
        } catch (HostFileException notToBeTold) {
            return true;
        }
    }
}
