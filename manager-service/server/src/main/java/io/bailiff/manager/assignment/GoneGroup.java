// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.host.Inventory;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides from a report if the endpoints of a lent group have left the host: unplugged, switched off, or removed by an administrator. */
final class GoneGroup {

    private GoneGroup() {}

    /**
     * Returns true if the agent reports every endpoint as gone. The agent does so for a group detached in this boot, by proof: the kernel
     * no longer lists the function, and removes a function only after every process has closed the function.
     */
    static boolean isReported(Assignment assignment, Inventory inventory) {
        return !assignment.members().isEmpty()
                && inventory.group(assignment.group()).isPresent()
                && assignment.members().stream()
                        .allMatch(member -> reported(inventory, member.address())
                                .filter(function -> function.health() == FunctionHealth.GONE)
                                .isPresent());
    }

    /**
     * Returns true if every endpoint is reported as gone, or if a complete report shows no endpoint. After another boot of the host the
     * agent no longer reports a lent group that is gone. A report with problems may lack a function that the agent cannot read.
     */
    static boolean isCertain(Assignment assignment, Inventory inventory) {
        return isReported(assignment, inventory)
                || (inventory.report().problems().isEmpty() && isAbsent(assignment, inventory));
    }

    /** Returns true if the report shows no endpoint of the group, in a group or not. */
    static boolean isAbsent(Assignment assignment, Inventory inventory) {
        return !assignment.members().isEmpty()
                && assignment.members().stream()
                        .allMatch(
                                member -> reported(inventory, member.address()).isEmpty());
    }

    /** Returns the function on the host; empty if the function is gone. */
    static Optional<FunctionReport> onHost(Inventory inventory, PciAddress address) {
        return reported(inventory, address).filter(function -> function.health() != FunctionHealth.GONE);
    }

    private static Optional<FunctionReport> reported(Inventory inventory, PciAddress address) {
        return inventory.report().functions().stream()
                .filter(function -> function.address().equals(address))
                .findFirst();
    }

    /** Describes the end of a group for people. */
    static String text(Assignment assignment) {
        return "Every function of the group is gone from the host: "
                + assignment.members().stream()
                        .map(Member::address)
                        .sorted(Comparator.naturalOrder())
                        .map(PciAddress::toString)
                        .collect(Collectors.joining(", "));
    }
}
