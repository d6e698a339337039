// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.ReadFailure;
import java.util.List;

/** Refuses a group with an unreadable part: whatever could not be read may be host-critical. */
final class UnreadableParts implements GroupCheck {

    @Override
    public List<Refusal> refusals(IommuGroup group) {
        return group.failures().stream().map(failure -> refusal(group, failure)).toList();
    }

    private static Refusal refusal(IommuGroup group, ReadFailure failure) {
        PciAddress first = group.members().get(0).address();
        PciAddress concerned = failure.member() == null ? first : failure.member();
        return new Refusal(concerned, Code.UNKNOWN, failure.text(), PciBus.GROUPS + group.number());
    }
}
