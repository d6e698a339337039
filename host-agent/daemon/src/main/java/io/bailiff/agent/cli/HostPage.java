// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.pci.IommuGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@code inspect} for people: a row per function, with the facts about a group in the first row of the group. */
final class HostPage {

    private HostPage() {}

    static String of(InspectReport report) {
        List<String> parts = new ArrayList<>();
        parts.add("Kernel " + report.kernelRelease() + " " + Wording.behaviour(report.conflictBehaviour()) + ".");
        if (report.groups().isEmpty()) {
            parts.add(
                    "This host has no IOMMU group, so no function can be lent. `bailiff-agent doctor` shows the remedy.");
        } else {
            parts.add(groups(report.groups()).toString());
        }
        if (!report.ungrouped().isEmpty()) {
            parts.add("In no IOMMU group, so never lent:\n" + functions(report.ungrouped()));
        }
        UnknownAdvice.summary(report.unknowns(), report.answers()).ifPresent(parts::add);
        if (!report.problems().isEmpty()) {
            parts.add("Unreadable:\n  " + String.join("\n  ", report.problems()));
        }
        parts.add("`bailiff-agent inspect ADDRESS` shows the group of a function in detail.\n"
                + "`bailiff-agent plan ADDRESS` shows the steps of a detach.");
        return String.join("\n\n", parts);
    }

    private static Table groups(List<IommuGroupReport> groups) {
        Table table = new Table("GROUP", "FUNCTION", "WHAT", "IDS", "DRIVER", "STATE");
        for (IommuGroupReport group : groups) {
            String number = group.number() == IommuGroup.NO_NUMBER ? "-" : Integer.toString(group.number());
            String status = status(group);
            for (FunctionReport function : group.members()) {
                table.row(
                        number,
                        function.address().toString(),
                        ClassNames.of(function.classCode()) + Dependents.mark(group, function.address()),
                        function.vendor() + ":" + function.device(),
                        Objects.requireNonNullElse(function.driver(), "-"),
                        status);
                number = "";
                status = "";
            }
        }
        return table;
    }

    private static Table functions(List<FunctionReport> functions) {
        Table table = new Table("FUNCTION", "WHAT", "IDS", "DRIVER");
        functions.forEach(function -> table.row(
                function.address().toString(),
                ClassNames.of(function.classCode()),
                function.vendor() + ":" + function.device(),
                Objects.requireNonNullElse(function.driver(), "-")));
        return table;
    }

    private static String status(IommuGroupReport group) {
        String use = group.use().state() == GroupUse.State.FREE ? "" : ", in use by " + Wording.use(group.use());
        if (!group.problems().isEmpty()) {
            return "unknown: " + group.problems().get(0);
        }
        return group.state() == GroupState.WITH_HOST
                ? Wording.outlook(group) + use
                : Wording.state(group) + use + dead(group);
    }

    /** Returns the dead members of a lent group. The outlook of a group with the host names the dead members already. */
    private static String dead(IommuGroupReport group) {
        boolean isDead = group.members().stream().anyMatch(FunctionReport::isDead);
        return isDead ? "; " + String.join(", ", Wording.health(group)) : "";
    }
}
