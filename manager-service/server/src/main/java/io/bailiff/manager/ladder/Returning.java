// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictOutcome;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.GuestCondition;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.GuestSightings;
import io.bailiff.manager.conflict.Outcomes;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The steps of a conflict whose guest no longer has the group: stores the outcome, then starts a guest that the conflict has ended, if a
 * policy says so. The assignment waits for the host drivers meanwhile.
 */
@Component
class Returning {

    private static final Logger LOG = LoggerFactory.getLogger(Returning.class);

    /** The time for libvirt to start the guest, since the group was released. */
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    private static final int TRIES = 20;

    private final ConflictStore conflictStore;
    private final Possession possession;
    private final GuestOperations guests;
    private final Resolution resolution;
    private final LadderProperties properties;
    private final Clock clock;
    private final Clock monotonic;

    Returning(
            ConflictStore conflictStore,
            Possession possession,
            GuestOperations guests,
            Resolution resolution,
            LadderProperties properties,
            Clock clock,
            @Monotonic Clock monotonic) {
        this.conflictStore = conflictStore;
        this.possession = possession;
        this.guests = guests;
        this.resolution = resolution;
        this.properties = properties;
        this.clock = clock;
        this.monotonic = monotonic;
    }

    /** Takes the next step of a conflict whose assignment has left EVICTING. */
    Next step(ConflictContext context) {
        if (context.conflict().state() != ConflictState.RETURNING) {
            return begin(context);
        }
        Optional<Next> start = startGuest(context);
        if (start.isPresent()) {
            return start.get();
        }
        return context.assignment().state().ended() ? resolution.of(context) : Next.after(properties.look());
    }

    /** Stores the outcome and, if the guest is to be started again, the end of the time for that. */
    private Next begin(ConflictContext context) {
        Conflict conflict = context.conflict();
        Optional<Holding> guest = look(context);
        ConflictOutcome outcome = Outcomes.of(conflict, guest);
        conflictStore.move(
                conflict,
                Transition.RETURN,
                row -> {
                    row.outcome(outcome);
                    row.deadline(
                            mayStart(context, outcome) ? monotonic.instant().plus(LONGEST_START) : null);
                },
                cost(outcome, context.target().name()) + " "
                        + Prospects.condition(
                                guest.map(GuestSightings::condition).orElse(GuestCondition.UNKNOWN),
                                context.target().name()));
        return Next.NOW;
    }

    private static boolean mayStart(ConflictContext context, ConflictOutcome outcome) {
        return context.policy().startsGuest() && Outcomes.isEndOfGuest(outcome);
    }

    /** Returns the outcome as a sentence. */
    private static String cost(ConflictOutcome outcome, String guest) {
        return switch (outcome) {
            case RELEASED -> guest + " no longer has the group.";
            case SHUT_DOWN -> guest + " was shut down for the host.";
            case DESTROYED -> guest + " was destroyed for the host.";
            case FENCED -> guest + " was fenced, and the host is repaired.";
            case WITHDRAWN, DENIED -> throw new IllegalStateException("The guest keeps the group");
        };
    }

    /**
     * Starts the guest, if that is still to be done: as long as the conflict has a deadline. The order is stored first; a manager that dies
     * in between starts the guest again, and libvirt starts no guest twice. A guest that was started and is off again stays off, because
     * somebody else has ended it. After five minutes the guest stays off too.
     *
     * @return the time of the next step; empty if nothing more is to be done to the guest
     */
    private Optional<Next> startGuest(ConflictContext context) {
        Conflict conflict = context.conflict();
        Instant deadline = conflict.ladder().deadline();
        if (deadline == null || !context.policy().startsGuest()) {
            return Optional.empty();
        }
        if (!monotonic.instant().isBefore(deadline)) {
            return nothingMore(conflict, conflict.problem());
        }
        Optional<Holding> now = look(context);
        if (now.isEmpty()) {
            return Optional.of(Next.after(properties.look()));
        }
        if (now.get().active() || !now.get().persistent()) {
            return nothingMore(conflict, null);
        }
        if (conflict.ladder().startOrderedAt() == null) {
            order(context);
            return Optional.of(Next.NOW);
        }
        return start(context) ? nothingMore(conflict, null) : Optional.of(Next.after(properties.look()));
    }

    /** Stores that nothing more is to be done to the guest. Another change of the conflict must not lose this. */
    private Optional<Next> nothingMore(Conflict conflict, @Nullable String problem) {
        Optional<Conflict> now = Optional.of(conflict);
        for (int tries = 1; tries <= TRIES && now.isPresent(); tries++) {
            boolean stored = conflictStore.note(now.get(), row -> {
                row.deadline(null);
                row.problem(problem);
            });
            now = stored ? Optional.empty() : conflictStore.find(conflict.id());
        }
        return Optional.of(Next.NOW);
    }

    private void order(ConflictContext context) {
        conflictStore.move(
                context.conflict(),
                Transition.START_GUEST,
                row -> row.startOrderedAt(clock.instant()),
                context.target().name()
                        + " is started again, because a policy says so. It starts without the functions of the group.");
    }

    private boolean start(ConflictContext context) {
        Conflict conflict = context.conflict();
        Target target = context.target();
        try {
            guests.start(target.share());
            return true;
        } catch (GuestException failure) {
            conflictStore.problem(
                    conflict, "libvirt cannot start " + target.name() + " again: " + failure.getMessage());
            return false;
        }
    }

    private Optional<Holding> look(ConflictContext context) {
        try {
            return Optional.of(possession.look(context.target()));
        } catch (GuestException away) {
            LOG.info(
                    "cannot look at the guest guest={} conflict={} error={}: the requests to the guest decide the outcome",
                    context.target().name(),
                    context.conflict().id(),
                    away.getMessage());
            return Optional.empty();
        }
    }
}
