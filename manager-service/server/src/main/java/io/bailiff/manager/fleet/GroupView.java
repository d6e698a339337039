package io.bailiff.manager.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.ReservedRegion;
import io.bailiff.manager.assignment.Assignment;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A group as its host's agent last reported it, with the assignment that has it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GroupView(
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

    /** Who has it. */
    record Loan(UUID assignment, String guest, String state) {

        static Loan of(Assignment assignment) {
            return new Loan(
                    assignment.id(), assignment.guestName(), assignment.state().name());
        }
    }

    static GroupView of(IommuGroupReport group, @Nullable Assignment holder) {
        return new GroupView(
                group.number(),
                group.fingerprint(),
                group.state(),
                group.use(),
                holder == null ? null : Loan.of(holder),
                group.members(),
                group.refusals(),
                group.detachPlan(),
                group.reservedRegions(),
                group.owner(),
                group.problems());
    }
}
