// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.ReservedRegion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** {@code inspect ADDRESS} for people. */
final class GroupPage {

    private GroupPage() {}

    static String of(IommuGroupReport group) {
        List<String> parts = new ArrayList<>();
        parts.add(Wording.name(group) + "\n" + facts(group));
        parts.add(members(group.members()).toString());
        if (!group.dependents().isEmpty()) {
            parts.add("Devices that depend on the group:\n" + Dependents.tree(group));
        }
        if (!group.refusals().isEmpty()) {
            parts.add(list(
                    "Reasons to keep the group on the host:",
                    group.refusals().stream()
                            .map(refusal -> Wording.code(refusal.code()) + ": " + reason(refusal))
                            .toList()));
        }
        if (!group.problems().isEmpty()) {
            parts.add(list("Unreadable, so Bailiff does nothing with the group:", group.problems()));
        }
        return String.join("\n\n", parts);
    }

    private static String facts(IommuGroupReport group) {
        List<String> lines = new ArrayList<>();
        lines.add("  fingerprint  " + group.fingerprint());
        lines.add("  state        " + Wording.state(group));
        if (group.state() == GroupState.WITH_HOST) {
            lines.add("  lending      " + Wording.outlook(group));
        }
        lines.add("  in use by    " + Wording.use(group.use()));
        Wording.health(group).forEach(text -> lines.add("  health       " + text));
        for (ReservedRegion region : group.reservedRegions()) {
            lines.add("  reserved     " + region.start() + " - " + region.end() + " " + region.type());
        }
        return String.join("\n", lines);
    }

    private static Table members(List<FunctionReport> members) {
        Table table = new Table("FUNCTION", "KIND", "WHAT", "IDS", "DRIVER", "OVERRIDE", "NUMA", "MODEL");
        for (FunctionReport member : members) {
            table.row(
                    member.address().toString(),
                    member.kind() == FunctionKind.BRIDGE ? "bridge" : "endpoint",
                    ClassNames.of(member.classCode()),
                    member.ids(),
                    Objects.requireNonNullElse(member.driver(), "-"),
                    Objects.requireNonNullElse(member.driverOverride(), "-"),
                    member.numaNode() < 0 ? "-" : Integer.toString(member.numaNode()),
                    Objects.requireNonNullElse(member.model(), "-"));
        }
        return table;
    }

    /** Returns the reason with the address of the function. The text of an unknown does not name the function. */
    private static String reason(Refusal refusal) {
        String address = refusal.address().toString();
        String reason = refusal.reason().contains(address) ? refusal.reason() : refusal.reason() + " [" + address + "]";
        return reason + Wording.evidence(refusal);
    }

    private static String list(String heading, List<String> lines) {
        return lines.stream().map(line -> "  " + line).collect(Collectors.joining("\n", heading + "\n", ""));
    }
}
