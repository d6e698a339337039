// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.policy.Policy;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state that follows a rung if the guest does not release the group in time.
 *
 * @param state the next rung's state, or {@code DENIED} if the policy forbids the next rung
 * @param at the end of the rung's time by the monotonic clock, or null while the time does not run
 */
public record NextRung(ConflictState state, @Nullable Instant at) {

    /** Returns the state after the present rung of a conflict; empty if the conflict has no rung with a deadline. */
    public static Optional<NextRung> after(Conflict conflict, Policy policy) {
        return after(conflict.state(), policy).map(next -> new NextRung(next, end(conflict, policy)));
    }

    /** Returns the state after a rung's state; empty for a state without a deadline. */
    public static Optional<ConflictState> after(ConflictState state, Policy policy) {
        return Transition.toNextRung(state)
                .map(Transition::to)
                .map(next -> isAllowed(next.rung(), policy) ? next : ConflictState.DENIED);
    }

    /** Returns true if the policy allows a rung, or if no policy can forbid the rung (null: the fence). */
    public static boolean isAllowed(@Nullable Rung rung, Policy policy) {
        return rung == null || policy.allows(rung);
    }

    /** Returns the end of the rung's time. On the destroy rung, the deadline after SIGTERM is followed by the time after SIGKILL. */
    private static @Nullable Instant end(Conflict conflict, Policy policy) {
        Instant deadline = conflict.ladder().deadline();
        boolean killFollows = conflict.state() == ConflictState.DESTROYING
                && conflict.ladder().asks(Rung.DESTROY).count() < 2;
        return deadline != null && killFollows
                ? deadline.plus(policy.deadline(Rung.DESTROY).dividedBy(2))
                : deadline;
    }
}
