// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.ReservedRegion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An IOMMU group: the functions that the IOMMU cannot tell apart. The group is the unit of ownership.
 *
 * @param number the number of the group in this boot
 * @param members the functions of the group, sorted by address
 * @param reservedRegions the addresses unusable for a guest's DMA
 * @param failures the unreadable parts of the group; the agent never acts on a group with an unreadable part
 */
public record IommuGroup(
        int number, List<FunctionReport> members, List<ReservedRegion> reservedRegions, List<ReadFailure> failures) {

    public IommuGroup {
        members = members.stream()
                .sorted(Comparator.comparing(FunctionReport::address))
                .toList();
        reservedRegions = List.copyOf(reservedRegions);
        failures = List.copyOf(failures);
    }

    /** Returns the failures to read parts of the group, for people. */
    public List<String> problems() {
        return failures.stream().map(ReadFailure::text).toList();
    }

    public GroupFingerprint fingerprint() {
        return GroupFingerprint.of(members);
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
