// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictOutcome;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
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

/** Starts a guest that the conflict has ended, if a policy says so. While a start is to be done, the conflict has a deadline. */
@Component
class GuestStart {

    private static final Logger LOG = LoggerFactory.getLogger(GuestStart.class);

    /** The time for libvirt to start the guest, since the group was released. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final int TRIES = 20;

    private final ConflictStore conflictStore;
    private final DependentChange guarded;
    private final Possession possession;
    private final GuestOperations guests;
    private final LadderProperties properties;
    private final Clock clock;
    private final Clock monotonic;

    GuestStart(
            ConflictStore conflictStore,
            DependentChange guarded,
            Possession possession,
            GuestOperations guests,
            LadderProperties properties,
            Clock clock,
            @Monotonic Clock monotonic) {
        this.conflictStore = conflictStore;
        this.guarded = guarded;
        this.possession = possession;
        this.guests = guests;
        this.properties = properties;
        this.clock = clock;
        this.monotonic = monotonic;
    }

    /** Returns the end of the time for the start by the monotonic clock, or null if the guest is not to be started. */
    @Nullable
    Instant deadline(ConflictContext context, ConflictOutcome outcome) {
        return context.policy().startsGuest() && Outcomes.isEndOfGuest(outcome)
                ? monotonic.instant().plus(LONGEST)
                : null;
    }

    /**
     * Starts the guest, if that is still to be done: as long as the conflict has a deadline. The order is stored first; a manager that dies
     * in between starts the guest again, and libvirt starts no guest twice. A guest that was started and is off again stays off, because
     * somebody else has ended it. After five minutes the guest stays off too.
     *
     * @return the time of the next step; empty if nothing more is to be done to the guest
     */
    Optional<Next> step(ConflictContext context) {
        Conflict conflict = context.conflict();
        Instant deadline = conflict.ladder().deadline();
        if (deadline == null || !context.policy().startsGuest()) {
            return Optional.empty();
        }
        if (!monotonic.instant().isBefore(deadline)) {
            return nothingMore(conflict, conflict.problem());
        }
        Holding now;
        try {
            now = possession.look(context.target());
        } catch (GuestException away) {
            return later(conflict, away);
        }
        if (now.active() || !now.persistent()) {
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
        String text = context.target().name()
                + " is started again, because a policy says so. It starts without the functions of the group.";
        guarded.under(
                context,
                () -> conflictStore.move(
                        context.conflict(), Transition.START_GUEST, row -> row.startOrderedAt(clock.instant()), text));
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

    private Optional<Next> later(Conflict conflict, GuestException away) {
        LOG.info("cannot look at the guest before its start conflict={} error={}", conflict.id(), away.getMessage());
        return Optional.of(Next.after(properties.look()));
    }
}
