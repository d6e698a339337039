// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.settings.HostSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The part of {@code plan} about groups that the host itself keeps on vfio drivers, and about the settings that move members without
 * Bailiff.
 */
final class Adoption {

    private Adoption() {}

    /** Returns the lines; empty if the members are on host drivers and no setting names a member. */
    static List<String> of(IommuGroupReport group, HostSettings settings) {
        List<String> lines = new ArrayList<>();
        if (isAdopted(group)) {
            lines.add(
                    "The host itself keeps members on vfio drivers. A reattach returns the members to exactly this state:");
            endpoints(group).forEach(member -> lines.add("  " + state(member)));
        }
        List<String> claims = endpoints(group)
                .flatMap(member -> settings.about(member).stream())
                .map(setting -> "  " + setting.address() + ": " + SettingTexts.effect(setting))
                .toList();
        if (!claims.isEmpty()) {
            lines.add("Settings of the host that move members without Bailiff (see bailiff-agent doctor):");
            lines.addAll(claims);
        }
        return lines;
    }

    private static boolean isAdopted(IommuGroupReport group) {
        boolean isAway = group.state() == GroupState.DETACHED || group.state() == GroupState.MIXED;
        return isAway && group.owner() == null && !group.detachPlan().isEmpty();
    }

    private static Stream<FunctionReport> endpoints(IommuGroupReport group) {
        return group.members().stream().filter(member -> member.kind() == FunctionKind.ENDPOINT);
    }

    private static String state(FunctionReport member) {
        return member.address() + " on " + (member.driver() == null ? "no driver" : member.driver())
                + (member.driverOverride() == null ? "" : ", driver_override = " + member.driverOverride());
    }
}
