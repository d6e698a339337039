// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.HostUnknowns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The advice for a refused group: the commands that answer unknowns, and the option that ends a use of the group. */
final class RefusalAdvice {

    private RefusalAdvice() {}

    static List<String> of(IommuGroupReport group, HostUnknowns unknowns) {
        List<String> lines = new ArrayList<>();
        Set<String> reasons = group.refusals().stream()
                .filter(refusal -> refusal.code() == Refusal.Code.UNKNOWN)
                .map(Refusal::reason)
                .collect(Collectors.toSet());
        for (HostUnknown unknown : unknowns.open()) {
            if (reasons.contains(unknown.text())) {
                lines.add("Unknown " + unknown.id() + ": " + unknown.text() + ".\n      "
                        + UnknownAdvice.advice(unknown));
            }
        }
        group.refusals().stream()
                .filter(refusal -> refusal.code() == Refusal.Code.HEALTH_EVENT)
                .map(Refusal::address)
                .distinct()
                .forEach(address -> lines.add("To acknowledge the health events of " + address
                        + ", run: bailiff-agent acknowledge-health " + address));
        AllowedCodes.optionFor(group.refusals())
                .ifPresent(option ->
                        lines.add("To take the group all the same, run: bailiff-agent detach " + option + " "
                                + group.members().stream()
                                        .filter(member -> member.kind() == FunctionKind.ENDPOINT)
                                        .map(member -> member.address().toString())
                                        .collect(Collectors.joining(" "))));
        return lines;
    }
}
