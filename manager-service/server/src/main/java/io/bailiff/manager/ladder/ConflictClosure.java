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
import io.bailiff.manager.conflict.Transition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends a conflict so that the guest keeps the group. It is part of the conflict's own step, so that no rung is being taken
 * meanwhile: what a rung does to the guest's definition is done before the guest gets it back, or not at all.
 */
@Component
class ConflictClosure {

    private final ConflictStore conflictStore;
    private final ClaimStore claims;
    private final Assignments assignments;
    private final TransactionTemplate transactions;

    ConflictClosure(
            ConflictStore conflictStore, ClaimStore claims, Assignments assignments, TransactionTemplate transactions) {
        this.conflictStore = conflictStore;
        this.claims = claims;
        this.assignments = assignments;
        this.transactions = transactions;
    }

    /** Whether the conflict is going to be ended when its step is taken: nobody is to record another rung before. */
    boolean isDue(Conflict conflict) {
        return conflict.ladder().withdrawal() != null || isLeft(claims.of(conflict.id()));
    }

    private static boolean isLeft(List<Claim> all) {
        return !all.isEmpty() && all.stream().noneMatch(Claim::stands);
    }

    /** Ends the conflict if nobody stands for it any more, or an operator has taken it back; false if neither is so. */
    boolean taken(ConflictContext context) {
        Conflict conflict = context.conflict();
        Assignment assignment = context.assignment();
        OperatorNote withdrawal = conflict.ladder().withdrawal();
        if (withdrawal != null) {
            String why = "Withdrawn by " + withdrawal.by() + ": " + withdrawal.why();
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
                denied ? "Every claim has been refused" : "Nobody on the host claims the group any more",
                null);
        return true;
    }

    /** A policy forbids to go further: those who wait on the host are refused. */
    void forbidden(Conflict conflict, Assignment assignment, String why) {
        end(conflict, assignment, Transition.FORBID, Timeline.MANAGER, why, why);
    }

    /** All of it, or nothing if something has changed meanwhile: the next look sees what. */
    private void end(
            Conflict conflict,
            Assignment assignment,
            Transition ending,
            String actor,
            String why,
            @Nullable String refusal) {
        transactions.executeWithoutResult(transaction -> {
            boolean ours = conflictStore.move(
                            conflict,
                            ending,
                            row -> {},
                            actor,
                            why + ": " + assignment.guestName() + " keeps the group" + sent(conflict, assignment))
                    && assignments.resume(assignment, askedRun(conflict));
            if (!ours) {
                transaction.setRollbackOnly();
            } else if (refusal != null) {
                claims.refuseWaiting(conflict.id(), refusal);
            }
        });
    }

    private static @Nullable String askedRun(Conflict conflict) {
        return conflict.ladder().asks(Rung.RELEASE).at() == null
                ? null
                : conflict.ladder().guestRun();
    }

    private static String sent(Conflict conflict, Assignment assignment) {
        String guest = ". " + assignment.guestName();
        if (conflict.ladder().asks(Rung.DESTROY).count() > 0) {
            return guest
                    + "'s process has got a signal to end, which cannot be taken back; its next start has all again";
        }
        if (conflict.ladder().asks(Rung.SHUTDOWN).at() != null) {
            return guest
                    + " has been asked to shut down, which cannot be taken back; if it does, its next start has all again";
        }
        return conflict.ladder().asks(Rung.RELEASE).at() == null
                ? ""
                : guest
                        + " has been asked to let go, which cannot be taken back; if it does, it is given back what it lets go of";
    }
}
