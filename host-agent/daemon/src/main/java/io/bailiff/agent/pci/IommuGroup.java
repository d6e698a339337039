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
 * The functions that the IOMMU cannot tell apart: the unit of ownership.
 *
 * @param number the group's number in this boot
 * @param members its functions, by address
 * @param reservedRegions addresses that a guest cannot use for DMA
 * @param problems what could not be read about it; a group with problems is never acted on
 */
public record IommuGroup(
        int number, List<FunctionReport> members, List<ReservedRegion> reservedRegions, List<String> problems) {

    public IommuGroup {
        members = members.stream()
                .sorted(Comparator.comparing(FunctionReport::address))
                .toList();
        reservedRegions = List.copyOf(reservedRegions);
        problems = List.copyOf(problems);
    }

    public GroupFingerprint fingerprint() {
        return GroupFingerprint.of(members);
    }

    /** The members that can be lent. */
    public List<FunctionReport> endpoints() {
        return members.stream()
                .filter(member -> member.kind() == FunctionKind.ENDPOINT)
                .toList();
    }

    /** The members that stay with the host. */
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
