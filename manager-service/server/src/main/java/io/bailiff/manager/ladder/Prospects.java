// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.GuestCondition;
import io.bailiff.manager.audit.Texts;
import io.bailiff.manager.conflict.NextRung;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.time.Monotonic;
import io.bailiff.manager.time.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Describes for the timeline what follows a rung and when, and the condition of a guest. */
@Component
class Prospects {

    private final MonotonicClock clock;

    Prospects(@Monotonic MonotonicClock clock) {
        this.clock = clock;
    }

    /** Returns the next rung if the guest does not release the group within the given time from now, as a sentence. */
    String after(ConflictState state, String guest, Policy policy, Duration time) {
        return at(state, guest, policy, clock.instant().plus(time));
    }

    /**
     * Returns the next rung if the guest does not release the group, as a sentence; empty for a state without a deadline.
     *
     * @param until the end of the present rung's time, by the monotonic clock
     */
    String at(ConflictState state, String guest, Policy policy, Instant until) {
        return NextRung.after(state, policy)
                .map(next -> "If " + omission(state, guest) + " by " + Texts.time(clock.wall(until)) + ", "
                        + consequence(state, next, guest) + ".")
                .orElse("");
    }

    private static String omission(ConflictState state, String guest) {
        return switch (state) {
            case REQUESTING -> guest + " has not released the group";
            case SHUTTING_DOWN -> guest + " has not shut down";
            case DESTROYING -> "the process of " + guest + " has not ended";
            case FENCING, FENCED, RETURNING, RESOLVED, WITHDRAWN, DENIED ->
                throw new IllegalStateException("No deadline in " + state);
        };
    }

    private static String consequence(ConflictState state, ConflictState next, String guest) {
        return switch (next) {
            case SHUTTING_DOWN -> guest + " is shut down";
            case DESTROYING -> guest + " is destroyed";
            case FENCING -> guest + " is fenced";
            case DENIED ->
                "the waiting claims are denied and " + guest + " keeps the group, because a policy forbids to "
                        + RungTimeout.next(state, guest).verb();
            case REQUESTING, FENCED, RETURNING, RESOLVED, WITHDRAWN ->
                throw new IllegalStateException("No rung leads to " + next);
        };
    }

    /** Returns the end of a time that begins now, for people. */
    String in(Duration time) {
        return Texts.time(clock.wall(clock.instant().plus(time)));
    }

    /** Returns the condition of a guest as a sentence. */
    static String condition(GuestCondition condition, String guest) {
        return switch (condition) {
            case RUNNING -> guest + " is running.";
            case PAUSED -> guest + " is paused.";
            case SUSPENDED -> guest + " is suspended to memory.";
            case STARTING -> guest + " is starting.";
            case SHUTTING_DOWN -> guest + " is shutting down.";
            case CRASHED -> guest + " has crashed.";
            case SAVED -> guest + " is off, with a saved state.";
            case OFF -> guest + " is off.";
            case ABSENT -> "libvirt has no guest " + guest + ".";
            case UNKNOWN -> "The state of " + guest + " is unknown, because libvirt does not answer.";
        };
    }
}
