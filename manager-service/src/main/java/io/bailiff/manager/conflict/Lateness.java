package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.Rung;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What follows when a guest has used up the time of a rung: the next one, or the end if a policy forbids that. */
@Component
class Lateness {

    private final Docket docket;
    private final Dismissal dismissal;

    Lateness(Docket docket, Dismissal dismissal) {
        this.docket = docket;
        this.dismissal = dismissal;
    }

    /** @param what what the guest has not done, for the record */
    Optional<Duration> of(Conflict conflict, Assignment assignment, Policy terms, String what) {
        Step next = next(conflict.state());
        if (next.rung() != null && !terms.allows(next.rung())) {
            dismissal.forbidden(conflict, assignment, what + ", and a policy forbids to " + next.verb());
        } else {
            docket.move(conflict, next.transition(), row -> {}, what + ": " + next.then());
        }
        return Rungs.NOW;
    }

    /**
     * The way to the next rung.
     *
     * @param rung the rung that a policy may forbid, or null
     */
    record Step(
            Transition transition,
            @org.jspecify.annotations.Nullable Rung rung,
            String verb,
            String then) {}

    static Step next(ConflictState state) {
        return switch (state) {
            case REQUESTING -> new Step(Transition.SHUT_DOWN, Rung.SHUTDOWN, "shut it down", "it is shut down");
            case SHUTTING_DOWN -> new Step(Transition.DESTROY, Rung.DESTROY, "destroy it", "it is destroyed");
            case DESTROYING -> new Step(Transition.FENCE, null, "fence it", "it is fenced");
            case FENCING, FENCED, RESOLVED, WITHDRAWN, DENIED ->
                throw new IllegalStateException("There is no rung after " + state);
        };
    }
}
