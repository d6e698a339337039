// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All PCI functions of a host at one time.
 *
 * @param groups the IOMMU groups of the host, sorted by number
 * @param ungrouped the functions without isolation by an IOMMU, sorted by address
 * @param problems the failures to read that belong to no listed group
 */
public record PciInventory(List<IommuGroup> groups, List<FunctionReport> ungrouped, List<String> problems) {

    public PciInventory {
        groups = List.copyOf(groups);
        ungrouped = List.copyOf(ungrouped);
        problems = List.copyOf(problems);
    }

    /** Returns every function that could be read, in a group or not. */
    public List<FunctionReport> functions() {
        return Stream.concat(groups.stream().flatMap(group -> group.members().stream()), ungrouped.stream())
                .toList();
    }

    /** Returns the group of the function, or empty if the function is in no listed group. */
    public Optional<IommuGroup> groupOf(PciAddress address) {
        return groups.stream()
                .filter(group -> group.member(address).isPresent())
                .findFirst();
    }
}
