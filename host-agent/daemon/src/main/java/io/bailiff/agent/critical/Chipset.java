// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.util.List;

/**
 * Refuses host bridges and ISA bridges. Both have the header of an endpoint, but detaching such a function takes more away from the
 * host than a single device.
 */
final class Chipset implements GroupCheck {

    @Override
    public List<Refusal> refusals(IommuGroup group) {
        return group.members().stream()
                .filter(Chipset::isChipset)
                .map(member -> new Refusal(
                        member.address(),
                        Code.CHIPSET,
                        member.address() + " is a host bridge or an ISA bridge, part of the chipset",
                        PciBus.DEVICES + member.address() + "/class"))
                .toList();
    }

    private static boolean isChipset(FunctionReport function) {
        return function.kind() == FunctionKind.ENDPOINT
                && (function.classCode().startsWith("0600")
                        || function.classCode().startsWith("0601"));
    }
}
