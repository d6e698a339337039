package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Optional;

/**
 * All PCI functions of a host at one time.
 *
 * @param groups its IOMMU groups, by number
 * @param ungrouped functions that no IOMMU isolates, by address
 * @param problems what could not be read and belongs to no group that is listed
 */
public record PciInventory(List<IommuGroup> groups, List<FunctionReport> ungrouped, List<String> problems) {

    public PciInventory {
        groups = List.copyOf(groups);
        ungrouped = List.copyOf(ungrouped);
        problems = List.copyOf(problems);
    }

    /** The group that the function is a member of. */
    public Optional<IommuGroup> groupOf(PciAddress address) {
        return groups.stream()
                .filter(group -> group.member(address).isPresent())
                .findFirst();
    }
}
