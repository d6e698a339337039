// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.change.Delays;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestException.Code;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Acts on a guest: first records the action, then executes the action, then starts the time. A claim withdrawn meanwhile prevents the
 * record, and nothing is executed. A manager that dies in between finds the record without a deadline, and executes the action again.
 */
@Component
class GuestActions {

    private static final Logger LOG = LoggerFactory.getLogger(GuestActions.class);

    private final ConflictStore conflictStore;
    private final Delays delays;
    private final LadderProperties properties;
    private final Clock clock;

    GuestActions(ConflictStore conflictStore, Delays delays, LadderProperties properties, @Monotonic Clock clock) {
        this.conflictStore = conflictStore;
        this.delays = delays;
        this.properties = properties;
        this.clock = clock;
    }

    /** An action on a guest. */
    interface Command {
        void on() throws GuestException;
    }

    /**
     * Records and executes an action, and starts the guest's time.
     *
     * @param record stores the record; false if the conflict has changed since the step read the conflict
     * @param time the guest's time after the action, unless the time is running already
     * @param next the pause before the rung acts again at the earliest; a failure that lasts no longer is no problem
     * @return the time of the next step
     * @throws GuestException if libvirt is away, so the result of the action is unknown
     */
    Next take(Conflict conflict, BooleanSupplier record, Command command, Duration time, Duration next)
            throws GuestException {
        if (!record.getAsBoolean()) {
            return Next.NOW;
        }
        Instant began = clock.instant();
        String problem = null;
        try {
            command.on();
            delays.end(conflict.id(), Delays.Cause.REQUEST);
        } catch (GuestException failure) {
            if (failure.code() == Code.AWAY) {
                throw failure;
            }
            problem = problem(conflict, began, next, failure);
        }
        Instant now = clock.instant();
        return conflictStore
                .asked(conflict.id(), conflict.state(), now.plus(time), problem)
                .map(deadline -> Next.after(properties.look(), now, now.plus(next), deadline))
                .orElse(Next.NOW);
    }

    /** Returns the next step of a rung that has nothing to do before the given time. */
    Next await(Instant next, @Nullable Instant deadline) {
        return Next.after(properties.look(), clock.instant(), next, deadline);
    }

    private @Nullable String problem(Conflict conflict, Instant began, Duration next, GuestException failure) {
        if (conflict.problem() != null || delays.isLate(conflict.id(), Delays.Cause.REQUEST, began, next)) {
            return failure.getMessage();
        }
        LOG.info(
                "request to the guest failed and is repeated conflict={} state={} error={}",
                conflict.id(),
                conflict.state(),
                failure.getMessage());
        return null;
    }
}
