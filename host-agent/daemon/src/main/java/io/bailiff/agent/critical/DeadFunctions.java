// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.pci.ConfigHeader;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.util.List;

/** Refuses a group with a member that no driver can use: a guest would get a dead function, and the start of the guest would fail. */
final class DeadFunctions implements GroupCheck {

    @Override
    public List<Refusal> refusals(IommuGroup group) {
        return group.members().stream()
                .filter(FunctionReport::isDead)
                .map(DeadFunctions::refusal)
                .toList();
    }

    private static Refusal refusal(FunctionReport function) {
        PciAddress address = function.address();
        return function.health() == FunctionHealth.GONE
                ? new Refusal(address, Code.NO_ANSWER, address + " is gone from the bus", PciBus.DEVICES + address)
                : new Refusal(
                        address,
                        Code.NO_ANSWER,
                        address + " does not answer: the configuration space reads as ones",
                        ConfigHeader.file(address));
    }
}
