package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.step.Next;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What follows when a guest has used up the time of a rung: the next one, or the end if a policy forbids that. */
@Component
class RungTimeout {

    private final ConflictStore conflictStore;
    private final DependentChange guarded;
    private final ConflictClosure closure;
    private final ClaimStore claims;
    private final Hosts hosts;
    private final Inventories inventories;
    private final LadderProperties properties;

    RungTimeout(
            ConflictStore conflictStore,
            DependentChange guarded,
            ConflictClosure closure,
            ClaimStore claims,
            Hosts hosts,
            Inventories inventories,
            LadderProperties properties) {
        this.conflictStore = conflictStore;
        this.guarded = guarded;
        this.closure = closure;
        this.claims = claims;
        this.hosts = hosts;
        this.inventories = inventories;
        this.properties = properties;
    }

    /** @param what what the guest has not done, for the record */
    Next of(Conflict conflict, Assignment assignment, Policy policy, String what) {
        if (!isStillWanted(conflict)) {
            conflictStore.problem(
                    conflict,
                    what
                            + "; whether the host still wants the group is not known: its agent is away, or has not reported since"
                            + " the manager was started");
            return Next.after(properties.look());
        }
        Step next = next(conflict.state());
        if (next.rung() != null && !policy.allows(next.rung())) {
            closure.forbidden(conflict, assignment, what + ", and a policy forbids to " + next.verb());
        } else {
            // The guest may have released just now, which its assignment notices: then it is late no more.
            guarded.with(
                    assignment,
                    () -> conflictStore.move(conflict, next.transition(), row -> {}, what + ": " + next.then()));
        }
        return Next.NOW;
    }

    /**
     * Whether it is known that somebody wants the group: an operator, or a process that the host's agent has told this manager of. A
     * claim may have been withdrawn while the two did not hear of each other.
     */
    private boolean isStillWanted(Conflict conflict) {
        return claims.of(conflict.id()).stream()
                        .anyMatch(claim -> claim.onHost().isEmpty())
                || (inventories.isHeardOf(conflict.host())
                        && hosts.get(conflict.host()).connected());
    }

    /**
     * The way to the next rung.
     *
     * @param rung the rung that a policy may forbid, or null
     */
    record Step(Transition transition, @Nullable Rung rung, String verb, String then) {}

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
