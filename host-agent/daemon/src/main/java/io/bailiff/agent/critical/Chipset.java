// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.group.DetachPlanner;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.util.List;

/**
 * Refuses groups with a part of the chipset: detaching a host bridge or an ISA bridge takes more away from the host than a single
 * device. Only a host bridge that can stay with the host does not keep its group there, if the group has another endpoint to lend.
 */
final class Chipset implements GroupCheck {

    @Override
    public List<Refusal> refusals(IommuGroup group) {
        boolean hasOthers = group.endpoints().stream().anyMatch(member -> !member.isChipset());
        return group.members().stream()
                .filter(FunctionReport::isChipset)
                .filter(member -> !(hasOthers && DetachPlanner.staysWithHost(member)))
                .map(Chipset::refusal)
                .toList();
    }

    private static Refusal refusal(FunctionReport member) {
        String driver = member.driver() == null ? "" : ", on the driver " + member.driver();
        return new Refusal(
                member.address(),
                Code.CHIPSET,
                member.address() + " is a host bridge or an ISA bridge, part of the chipset" + driver,
                PciBus.DEVICES + member.address() + "/class");
    }
}
