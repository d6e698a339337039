// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.NextRung;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.step.Next;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/** Handles the end of a rung's time. The conflict moves to the next rung, or ends if a policy forbids the next rung. */
@Component
class RungTimeout {

    private final ConflictStore conflictStore;
    private final DependentChange guarded;
    private final ConflictClosure closure;
    private final KnownClaims claims;
    private final Prospects prospects;
    private final LadderProperties properties;

    RungTimeout(
            ConflictStore conflictStore,
            DependentChange guarded,
            ConflictClosure closure,
            KnownClaims claims,
            Prospects prospects,
            LadderProperties properties) {
        this.conflictStore = conflictStore;
        this.guarded = guarded;
        this.closure = closure;
        this.claims = claims;
        this.prospects = prospects;
        this.properties = properties;
    }

    /**
     * Takes the next rung, or ends the conflict. Waits if the manager does not know that the host still wants the group.
     *
     * @param what the guest's omission, for the timeline
     */
    Next of(Conflict conflict, Assignment assignment, Policy policy, String what) {
        if (!claims.stand(conflict)) {
            conflictStore.problem(conflict, what + ". " + claims.whyUnknown(conflict));
            return Next.after(properties.look());
        }
        String guest = Target.of(conflict, assignment).name();
        Step next = next(conflict.state(), guest);
        if (!next.isAllowed(policy)) {
            guarded.under(
                    policy,
                    conflict,
                    assignment,
                    () -> closure.forbidden(conflict, assignment, what + ", and a policy forbids to " + next.verb()));
        } else {
            String text = what + ". " + taken(next, guest, policy);
            take(conflict, assignment, policy, () -> conflictStore.move(conflict, next.transition(), row -> {}, text));
        }
        return Next.NOW;
    }

    /**
     * Takes the next rung. The guest may have released the group just now, or a policy may just have been changed: the conflict then stays
     * on its rung.
     *
     * @return true if the rung was taken
     */
    boolean take(Conflict conflict, Assignment assignment, Policy policy, BooleanSupplier move) {
        return guarded.under(policy, conflict, assignment, () -> guarded.with(assignment, move));
    }

    /** Returns a description of the next rung and of the rung afterwards, for people. */
    String taken(Step next, String guest, Policy policy) {
        ConflictState state = next.state();
        Rung rung = state.rung();
        return next.then() + "."
                + (rung == null ? "" : " " + prospects.after(state, guest, policy, policy.deadline(rung)));
    }

    /**
     * The transition to the next rung.
     *
     * @param verb the action on the guest, for people, after "to"
     * @param then the consequence for the guest, for people
     */
    record Step(Transition transition, String verb, String then) {

        ConflictState state() {
            return Objects.requireNonNull(transition.to());
        }

        boolean isAllowed(Policy policy) {
            return NextRung.isAllowed(state().rung(), policy);
        }
    }

    /** Returns the transition from a rung to the next rung. */
    static Step next(ConflictState state, String guest) {
        Transition transition = Transition.toNextRung(state)
                .orElseThrow(() -> new IllegalStateException("There is no rung after " + state));
        return switch (Objects.requireNonNull(transition.to())) {
            case SHUTTING_DOWN -> new Step(transition, "shut down " + guest, guest + " is shut down");
            case DESTROYING ->
                new Step(
                        transition,
                        "destroy " + guest,
                        guest + " is destroyed: its process gets SIGTERM, and SIGKILL at half time");
            case FENCING ->
                new Step(
                        transition,
                        "fence " + guest,
                        guest + " is fenced: an operator has to repair the host afterwards");
            case REQUESTING, FENCED, RETURNING, RESOLVED, WITHDRAWN, DENIED ->
                throw new IllegalStateException(transition + " leads to no rung");
        };
    }
}
