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

/** A group as the host's agent last reported the group, with the group's live assignment. */
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
        List<String> problems) {

    /** The live assignment of the group. */
    public record Loan(UUID assignment, String guest, String state) {}
}
