// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.api.ReservedRegion;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.util.List;

/**
 * Refuses a group with a direct region. The IOMMU driver must keep such a region mapped one to one, and rejects every domain without
 * the mapping.
 */
final class ReservedRegions implements GroupCheck {

    @Override
    public List<Refusal> refusals(IommuGroup group) {
        return group.reservedRegions().stream()
                .filter(region -> region.type().equals("direct"))
                .map(region -> refusal(group, region))
                .toList();
    }

    private static Refusal refusal(IommuGroup group, ReservedRegion region) {
        PciAddress first = group.members().get(0).address();
        return new Refusal(
                first,
                Code.RESERVED_REGION,
                "The firmware reserves the memory " + region.start() + " to " + region.end()
                        + " for the group (type direct), and the kernel therefore assigns the group to no guest",
                PciBus.GROUPS + group.number() + "/reserved_regions");
    }
}
