// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.ReservedRegion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An IOMMU group: the functions that the IOMMU cannot tell apart. The group is the unit of ownership.
 *
 * @param number the number of the group in this boot, or {@link #NO_NUMBER}
 * @param fingerprint the identity of the group; of a lent group that lost members, the identity at the detach
 * @param members the functions of the group, sorted by address; never empty
 * @param reservedRegions the addresses unusable for a guest's DMA
 * @param failures the unreadable parts of the group; the agent never acts on a group with an unreadable part
 */
public record IommuGroup(
        int number,
        GroupFingerprint fingerprint,
        List<FunctionReport> members,
        List<ReservedRegion> reservedRegions,
        List<ReadFailure> failures) {

    /** The number of a lent group with every member gone from the bus: the kernel has removed such a group. */
    public static final int NO_NUMBER = -1;

    /** @throws IllegalArgumentException if there is no member */
    public IommuGroup {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("group " + number + " has no member");
        }
        members = members.stream()
                .sorted(Comparator.comparing(FunctionReport::address))
                .toList();
        reservedRegions = List.copyOf(reservedRegions);
        failures = List.copyOf(failures);
    }

    /** A group as shown by the bus: the fingerprint is the fingerprint of the members. */
    public IommuGroup(
            int number,
            List<FunctionReport> members,
            List<ReservedRegion> reservedRegions,
            List<ReadFailure> failures) {
        this(number, GroupFingerprint.of(members), members, reservedRegions, failures);
    }

    /** Returns a lent group with every member gone from the bus. */
    public static IommuGroup gone(GroupFingerprint fingerprint, List<FunctionReport> members) {
        return new IommuGroup(NO_NUMBER, fingerprint, members, List.of(), List.of());
    }

    /** Returns the lent group that this group is the rest of, with the members gone from the bus. */
    public IommuGroup asRestOf(GroupFingerprint lent, List<FunctionReport> gone) {
        List<FunctionReport> all =
                Stream.concat(members.stream(), gone.stream()).toList();
        return new IommuGroup(number, lent, all, reservedRegions, failures);
    }

    /** Returns the group without the members gone from the bus; empty if no member is left. */
    public Optional<IommuGroup> onBus() {
        List<FunctionReport> left = members.stream()
                .filter(member -> member.health() != FunctionHealth.GONE)
                .toList();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new IommuGroup(number, fingerprint, left, reservedRegions, failures));
    }

    /** Returns true if every member is gone from the bus. No process can use such a group: see {@link #NO_NUMBER}. */
    public boolean isGone() {
        return number == NO_NUMBER;
    }

    /** Returns the failures to read parts of the group, for people. */
    public List<String> problems() {
        return failures.stream().map(ReadFailure::text).toList();
    }

    /** Returns the endpoints. Only endpoints can be lent to a guest. */
    public List<FunctionReport> endpoints() {
        return members.stream()
                .filter(member -> member.kind() == FunctionKind.ENDPOINT)
                .toList();
    }

    /** Returns the bridges. A bridge is never lent to a guest. */
    public List<FunctionReport> bridges() {
        return members.stream()
                .filter(member -> member.kind() == FunctionKind.BRIDGE)
                .toList();
    }

    public Optional<FunctionReport> member(PciAddress address) {
        return members.stream()
                .filter(member -> member.address().equals(address))
                .findFirst();
    }
}
