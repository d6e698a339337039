// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.ReservedRegion;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A group as the host's agent last reported the group, with the group's live assignment.
 *
 * @param number the number of the group in the present boot of the host
 * @param fingerprint the identity of the group across boots
 * @param state the state of the drivers and overrides of the group
 * @param use the use of the group by processes, with the reasons for an unknown use
 * @param lentTo the live assignment, or null
 * @param members the functions of the group
 * @param refusals the reasons for which the group cannot leave the host
 * @param detachPlan the steps of a detach now
 * @param reservedRegions the reserved regions of the group
 * @param owner the requester of the detach, or null
 * @param problems the unreadable parts of the group, for people
 * @param dependents the devices that depend on a member: virtual functions, mediated devices, functions behind a controller, framebuffers
 * @param health the health events of the members without an acknowledgement
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GroupView(
        int number,
        GroupFingerprint fingerprint,
        GroupState state,
        GroupUse use,
        @Nullable Loan lentTo,
        List<FunctionReport> members,
        List<Refusal> refusals,
        List<PlannedStep> detachPlan,
        List<ReservedRegion> reservedRegions,
        @Nullable String owner,
        List<String> problems,
        List<DependentView> dependents,
        List<HealthView> health) {

    /** The live assignment of the group. */
    public record Loan(UUID assignment, String guest, String state) {}
}
