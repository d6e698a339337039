// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.Dependent;
import io.bailiff.agent.api.Dependent.Kind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Objects;

/** Shows the devices that depend on the members of a group, to operators. */
final class Dependents {

    private Dependents() {}

    /** Returns a table with the dependents below each member. Members without dependents are left out. */
    static Table tree(IommuGroupReport group) {
        Table table = new Table("FUNCTION", "DEPENDENT", "DRIVER", "USE");
        for (FunctionReport member : group.members()) {
            List<Dependent> dependents = of(group, member.address());
            if (!dependents.isEmpty()) {
                table.row(member.address().toString());
            }
            for (Dependent dependent : dependents) {
                table.row(
                        "  " + dependent.name(),
                        kind(dependent.kind()),
                        Objects.requireNonNullElse(dependent.driver(), "-"),
                        Objects.requireNonNullElse(dependent.use(), "idle"));
            }
        }
        return table;
    }

    /**
     * Returns the consequences of a detach, one sentence per idle dependent. A dependent in use has a refusal instead. Empty for a
     * group that is away from the host.
     */
    static List<String> consequences(IommuGroupReport group) {
        return group.state() == GroupState.DETACHED
                ? List.of()
                : group.dependents().stream()
                        .filter(dependent -> dependent.use() == null)
                        .map(Dependents::consequence)
                        .toList();
    }

    private static String consequence(Dependent dependent) {
        String what = kind(dependent.kind()) + " " + dependent.name() + " of " + dependent.function();
        return dependent.kind() == Kind.FRAMEBUFFER
                ? "A detach releases " + what + ". The framebuffer comes back at the next boot."
                : "A detach removes " + what + " (" + Objects.requireNonNullElse(dependent.driver(), "no driver")
                        + ").";
    }

    /** Returns the mark of a physical function in the list of the host: {@code , 2 VFs}; empty for any other function. */
    static String mark(IommuGroupReport group, PciAddress member) {
        long count = of(group, member).stream()
                .filter(dependent -> dependent.kind() == Kind.VIRTUAL_FUNCTION)
                .count();
        return count == 0 ? "" : ", " + count + (count == 1 ? " VF" : " VFs");
    }

    private static List<Dependent> of(IommuGroupReport group, PciAddress member) {
        return group.dependents().stream()
                .filter(dependent -> dependent.function().equals(member))
                .toList();
    }

    private static String kind(Kind kind) {
        return switch (kind) {
            case VIRTUAL_FUNCTION -> "virtual function";
            case MEDIATED_DEVICE -> "mediated device";
            case BEHIND_CONTROLLER -> "function behind the controller";
            case FRAMEBUFFER -> "framebuffer";
            case OTHER -> "device";
        };
    }
}
