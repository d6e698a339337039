// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** The rung of DESTROYING: ends the guest's process, by SIGTERM and, at half of the time, by SIGKILL. Each signal has half of the time. */
@Component
class DestroyRung implements RungStep {

    private final ConflictStore conflictStore;
    private final GuestActions actions;
    private final RungTimeout timeout;
    private final GuestOperations guestOperations;
    private final Prospects prospects;
    private final LadderProperties properties;
    private final Clock clock;

    DestroyRung(
            ConflictStore conflictStore,
            GuestActions actions,
            RungTimeout timeout,
            GuestOperations guestOperations,
            Prospects prospects,
            LadderProperties properties,
            @Monotonic Clock clock) {
        this.conflictStore = conflictStore;
        this.actions = actions;
        this.timeout = timeout;
        this.guestOperations = guestOperations;
        this.prospects = prospects;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public ConflictState state() {
        return ConflictState.DESTROYING;
    }

    @Override
    public Next take(ConflictContext context, Holding holding) throws GuestException {
        Conflict conflict = context.conflict();
        Assignment assignment = context.assignment();
        Policy policy = context.policy();
        Conflict.Ladder ladder = conflict.ladder();
        Instant now = clock.instant();
        int signals = ladder.asks(Rung.DESTROY).count();
        Instant deadline = ladder.deadline();
        // Without a deadline the signal was recorded, but perhaps not sent.
        if (signals == 0 || deadline == null) {
            return send(conflict, assignment, policy, signals <= 1);
        }
        if (now.isBefore(deadline)) {
            return Next.after(properties.look(), now, deadline, deadline);
        }
        return signals == 1
                ? send(conflict, assignment, policy, false)
                : timeout.of(
                        conflict,
                        assignment,
                        policy,
                        "The process of " + assignment.guestName() + " has survived SIGKILL");
    }

    private Next send(Conflict conflict, Assignment assignment, Policy policy, boolean gracefully)
            throws GuestException {
        Duration time = policy.deadline(Rung.DESTROY).dividedBy(2);
        return actions.take(
                conflict,
                () -> conflictStore.move(
                        conflict,
                        gracefully ? Transition.TERMINATE : Transition.KILL,
                        row -> {
                            row.asked(Rung.DESTROY, clock.instant(), gracefully ? 1 : 2);
                            row.deadline(null);
                        },
                        text(assignment, policy, gracefully)),
                () -> guestOperations.destroy(
                        assignment.share(), conflict.ladder().domainInstance(), gracefully),
                time,
                time);
    }

    private String text(Assignment assignment, Policy policy, boolean gracefully) {
        String process = "The process of " + assignment.guestName();
        Duration half = policy.deadline(Rung.DESTROY).dividedBy(2);
        return gracefully
                ? process + " gets SIGTERM. If the process has not ended by " + prospects.in(half)
                        + ", it gets SIGKILL."
                : process + " gets SIGKILL. " + prospects.after(ConflictState.DESTROYING, assignment, policy, half);
    }
}
