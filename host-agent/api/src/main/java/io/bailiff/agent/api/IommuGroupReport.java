// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An IOMMU group of a host.
 *
 * @param number the group's number in the current boot
 * @param fingerprint the group's identity across boots
 * @param state the state of the group's drivers and overrides
 * @param use the use of the group by processes
 * @param members the group's functions, by address
 * @param reservedRegions the group's reserved regions
 * @param refusals the reasons for which the group cannot leave the host; empty if there are none
 * @param detachPlan the steps of a detach now; empty if the detach is refused or already done
 * @param owner the requester of the detach ({@code assignment 5f2c…}, {@code command line}), or null
 * @param problems unreadable parts of the group, for people
 * @param dependents the devices that depend on a member; empty from an older agent
 */
public record IommuGroupReport(
        int number,
        GroupFingerprint fingerprint,
        GroupState state,
        GroupUse use,
        List<FunctionReport> members,
        List<ReservedRegion> reservedRegions,
        List<Refusal> refusals,
        List<PlannedStep> detachPlan,
        @Nullable String owner,
        List<String> problems,
        List<Dependent> dependents) {

    public IommuGroupReport {
        members = List.copyOf(members);
        reservedRegions = List.copyOf(reservedRegions);
        refusals = List.copyOf(refusals);
        detachPlan = List.copyOf(detachPlan);
        problems = List.copyOf(problems);
        dependents = orNone(dependents);
    }

    /** An older agent reports no dependents, and the JSON reader then passes null. */
    private static List<Dependent> orNone(@Nullable List<Dependent> dependents) {
        return dependents == null ? List.of() : List.copyOf(dependents);
    }
}
