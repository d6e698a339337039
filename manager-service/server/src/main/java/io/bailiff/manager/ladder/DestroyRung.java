// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
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
        Conflict.Ladder ladder = context.conflict().ladder();
        int signals = ladder.asks(Rung.DESTROY).count();
        Instant deadline = ladder.deadline();
        if (!holding.active()) {
            return await(context, signals);
        }
        // Without a deadline the signal was recorded, but perhaps not sent.
        if (signals == 0 || deadline == null) {
            return send(context, signals <= 1);
        }
        Instant now = clock.instant();
        if (now.isBefore(deadline)) {
            return Next.after(properties.look(), now, deadline, deadline);
        }
        return signals == 1
                ? send(context, false)
                : over(context, "The process of " + context.target().name() + " has survived SIGKILL");
    }

    /**
     * Waits for the end of a process of a guest that libvirt reports as off: libvirt sends no signal to it any more. The process has the
     * time of both signals.
     */
    private Next await(ConflictContext context, int signals) {
        Conflict conflict = context.conflict();
        Instant now = clock.instant();
        Duration time = context.policy().deadline(Rung.DESTROY);
        Instant deadline = conflict.ladder().deadline();
        if (deadline == null) {
            return conflictStore
                    .asked(conflict.id(), conflict.state(), now.plus(time), null)
                    .map(until -> Next.after(properties.look(), now, until, until))
                    .orElse(Next.NOW);
        }
        Instant until = signals == 1 ? deadline.plus(time.dividedBy(2)) : deadline;
        return now.isBefore(until)
                ? Next.after(properties.look(), now, until, until)
                : over(
                        context,
                        "libvirt reports " + context.target().name() + " as off, but its process has not ended");
    }

    private Next over(ConflictContext context, String what) {
        return timeout.of(context.conflict(), context.assignment(), context.policy(), what);
    }

    private Next send(ConflictContext context, boolean gracefully) throws GuestException {
        Conflict conflict = context.conflict();
        Duration time = context.policy().deadline(Rung.DESTROY).dividedBy(2);
        return actions.take(
                conflict,
                () -> conflictStore.move(
                        conflict,
                        gracefully ? Transition.TERMINATE : Transition.KILL,
                        row -> {
                            row.asked(Rung.DESTROY, clock.instant(), gracefully ? 1 : 2);
                            row.deadline(null);
                        },
                        text(context, gracefully)),
                () -> guestOperations.destroy(
                        context.target().share(), conflict.ladder().domainInstance(), gracefully),
                time,
                time);
    }

    private String text(ConflictContext context, boolean gracefully) {
        String guest = context.target().name();
        String process = "The process of " + guest;
        Policy policy = context.policy();
        Duration half = policy.deadline(Rung.DESTROY).dividedBy(2);
        return gracefully
                ? process + " gets SIGTERM. If the process has not ended by " + prospects.in(half)
                        + ", it gets SIGKILL."
                : process + " gets SIGKILL. " + prospects.after(ConflictState.DESTROYING, guest, policy, half);
    }
}
