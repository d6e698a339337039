// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Ends a conflict in favour of the guest, as a part of the conflict's own step: no rung is in progress at the same time. A rung therefore
 * changes the guest's definition before the guest gets its functions back, or not at all.
 */
@Component
class ConflictClosure {

    private final ConflictStore conflictStore;
    private final ClaimStore claims;
    private final Assignments assignments;
    private final Possession possession;
    private final DependentChange guarded;

    ConflictClosure(
            ConflictStore conflictStore,
            ClaimStore claims,
            Assignments assignments,
            Possession possession,
            DependentChange guarded) {
        this.conflictStore = conflictStore;
        this.claims = claims;
        this.assignments = assignments;
        this.possession = possession;
        this.guarded = guarded;
    }

    /**
     * Returns true if the next step will end the conflict, because of a withdrawal or because no claim keeps the conflict open. No other
     * rung may be recorded before then.
     */
    boolean isDue(Conflict conflict) {
        return conflict.ladder().withdrawal() != null || isLeft(claims.of(conflict.id()));
    }

    private static boolean isLeft(List<Claim> all) {
        return !all.isEmpty() && all.stream().noneMatch(Claim::stands);
    }

    /**
     * Ends the conflict if an operator has withdrawn the conflict, or if no claim keeps the conflict open. Returns false in any other case.
     */
    boolean taken(ConflictContext context) {
        Conflict conflict = context.conflict();
        Assignment assignment = context.assignment();
        OperatorNote withdrawal = conflict.ladder().withdrawal();
        if (withdrawal != null) {
            String why = "An operator has withdrawn the conflict (" + withdrawal.why() + ")";
            end(conflict, assignment, Transition.WITHDRAW, withdrawal.by(), why, why);
            return true;
        }
        List<Claim> all = context.claims();
        if (!isLeft(all)) {
            return false;
        }
        boolean denied =
                all.stream().flatMap(claim -> claim.onHost().stream()).allMatch(told -> told.status() == Status.DENIED);
        end(
                conflict,
                assignment,
                denied ? Transition.REFUSE : Transition.GIVE_UP,
                Timeline.MANAGER,
                denied ? "The host's guard has denied every claim" : "No claim on the group stands any more",
                null);
        return true;
    }

    /**
     * Ends the conflict because a policy forbids the next rung, and refuses the claims that wait on the host. Returns false if the conflict
     * or its assignment has changed; then nothing is changed.
     */
    boolean forbidden(Conflict conflict, Assignment assignment, String why) {
        return end(conflict, assignment, Transition.FORBID, Timeline.MANAGER, why, why);
    }

    /**
     * Ends the conflict and resumes the assignment, or changes nothing if either has changed since the step read them. The next step then
     * reads the new data.
     *
     * @param refusal the reason for the refusal of the waiting claims, or null to refuse none
     * @return true if the conflict has ended
     */
    private boolean end(
            Conflict conflict,
            Assignment assignment,
            Transition ending,
            String actor,
            String why,
            @Nullable String refusal) {
        Target target = Target.of(conflict, assignment);
        String guest = target.name();
        String others = conflict.ladder().on().others();
        String text = why + ": " + (others == null ? guest : others) + " keeps the group. "
                + Prospects.condition(possession.condition(target), guest) + sent(conflict, guest);
        return guarded.inTransaction(() -> {
            boolean ours = conflictStore.move(conflict, ending, row -> {}, actor, text)
                    && assignments.resume(assignment, askedInstance(conflict));
            if (ours && refusal != null) {
                claims.refuseWaiting(conflict.id(), refusal);
            }
            return ours;
        });
    }

    private static @Nullable String askedInstance(Conflict conflict) {
        boolean asked = conflict.ladder().asks(Rung.RELEASE).at() != null
                && conflict.ladder().on().stranger() == null;
        return !asked ? null : conflict.ladder().domainInstance();
    }

    /** Returns what may still come of the last request to the guest, as a sentence; empty if the guest has not been asked. */
    private static String sent(Conflict conflict, String guest) {
        if (conflict.ladder().asks(Rung.DESTROY).count() > 0) {
            return " The signal to the process of " + guest + " cannot be cancelled: the next start of " + guest
                    + " has all functions.";
        }
        if (conflict.ladder().asks(Rung.SHUTDOWN).at() != null) {
            return " The shutdown request cannot be cancelled: if " + guest
                    + " shuts down, its next start has all functions.";
        }
        return conflict.ladder().asks(Rung.RELEASE).at() == null
                ? ""
                : " The unplug request cannot be cancelled: if " + guest
                        + " still releases a function, Bailiff attaches the function again.";
    }
}
