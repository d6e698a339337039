package io.bailiff.manager.conflict;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends a conflict that nobody stands for any more. It is part of the conflict's own step, so that no rung is being
 * taken meanwhile: what a rung does to the guest's definition is done before the guest gets it back, or not at all.
 */
@Component
class Withdrawal {

    private final Docket docket;
    private final Claims claims;
    private final Assignments assignments;
    private final TransactionTemplate transactions;

    Withdrawal(Docket docket, Claims claims, Assignments assignments, TransactionTemplate transactions) {
        this.docket = docket;
        this.claims = claims;
        this.assignments = assignments;
        this.transactions = transactions;
    }

    /**
     * How a conflict ends now because nobody stands for it; empty if somebody does. The conflict has to be read
     * before.
     */
    Optional<ConflictState> due(Conflict conflict) {
        List<Claim> all = claims.of(conflict.id());
        if (all.isEmpty() || all.stream().anyMatch(Claim::stands)) {
            return Optional.empty();
        }
        boolean denied =
                all.stream().flatMap(claim -> claim.onHost().stream()).allMatch(told -> told.status() == Status.DENIED);
        return Optional.of(denied ? ConflictState.DENIED : ConflictState.WITHDRAWN);
    }

    /** Both move or neither: a claim that joins, or a group that is free by now, is seen at the next look. */
    Optional<Duration> take(Conflict conflict, Assignment assignment, ConflictState ending) {
        transactions.executeWithoutResult(transaction -> {
            boolean denied = ending == ConflictState.DENIED;
            boolean ours = docket.move(
                            conflict,
                            ending,
                            row -> {},
                            denied ? "conflict-denied" : "conflict-withdrawn",
                            (denied
                                            ? "Every claim has been refused: "
                                            : "Nobody on the host claims the group any more: ")
                                    + assignment.guestName() + " keeps it" + sent(conflict, assignment))
                    && assignments.resume(assignment, askedRun(conflict));
            if (!ours) {
                transaction.setRollbackOnly();
            }
        });
        return Rungs.NOW;
    }

    private static @Nullable String askedRun(Conflict conflict) {
        return conflict.ladder().releaseAskedAt() == null
                ? null
                : conflict.ladder().guestRun();
    }

    private static String sent(Conflict conflict, Assignment assignment) {
        if (conflict.ladder().shutdownAskedAt() != null) {
            return ". " + assignment.guestName()
                    + " has been asked to shut down, which cannot be taken back; if it does, its next start has all again";
        }
        return conflict.ladder().releaseAskedAt() == null
                ? ""
                : ". " + assignment.guestName()
                        + " has been asked to let go, which cannot be taken back; if it does, it is given back what it lets go of";
    }
}
