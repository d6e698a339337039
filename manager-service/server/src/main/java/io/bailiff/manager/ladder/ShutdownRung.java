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

/** The rung of SHUTTING_DOWN: asks the guest to shut down, and again at half of the time. */
@Component
class ShutdownRung implements RungStep {

    private static final int MOST_ASKS = 2;

    private final ConflictStore conflictStore;
    private final GuestActions actions;
    private final RungTimeout timeout;
    private final GuestOperations guestOperations;
    private final Prospects prospects;
    private final LadderProperties properties;
    private final Clock clock;

    ShutdownRung(
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
        return ConflictState.SHUTTING_DOWN;
    }

    @Override
    public Next take(ConflictContext context, Holding holding) throws GuestException {
        Conflict conflict = context.conflict();
        Conflict.Ladder ladder = conflict.ladder();
        Instant now = clock.instant();
        Instant askedAt = ladder.asks(Rung.SHUTDOWN).at();
        Duration time = context.policy().deadline(Rung.SHUTDOWN);
        // Without a deadline the request was recorded, but perhaps not sent.
        if (askedAt == null || ladder.deadline() == null) {
            return ask(context);
        }
        if (!now.isBefore(ladder.deadline())) {
            return timeout.of(
                    conflict,
                    context.assignment(),
                    context.policy(),
                    context.target().name() + " has not shut down in time");
        }
        boolean again = ladder.asks(Rung.SHUTDOWN).count() < MOST_ASKS;
        Instant half = askedAt.plus(time.dividedBy(2));
        if (again && !now.isBefore(half)) {
            return ask(context);
        }
        Instant next = again ? half : now.plus(properties.look());
        return Next.after(properties.look(), now, next, ladder.deadline());
    }

    private Next ask(ConflictContext context) throws GuestException {
        Conflict conflict = context.conflict();
        Duration time = context.policy().deadline(Rung.SHUTDOWN);
        Conflict.Asks before = conflict.ladder().asks(Rung.SHUTDOWN);
        boolean first = before.at() == null;
        return actions.take(
                conflict,
                () -> conflictStore.move(
                        conflict,
                        Transition.ASK_TO_SHUT_DOWN,
                        row -> row.asked(Rung.SHUTDOWN, first ? clock.instant() : before.at(), before.count() + 1),
                        text(context, before.count() + 1)),
                () -> guestOperations.shutDown(
                        context.target().share(), conflict.ladder().domainInstance()),
                time,
                time.dividedBy(2));
    }

    private String text(ConflictContext context, int request) {
        Instant deadline = context.conflict().ladder().deadline();
        ConflictState state = context.conflict().state();
        Policy policy = context.policy();
        String guest = context.target().name();
        return guest + " is asked to shut down (request " + request + "). "
                + (deadline == null
                        ? prospects.after(state, guest, policy, policy.deadline(Rung.SHUTDOWN))
                        : prospects.at(state, guest, policy, deadline));
    }
}
