package io.bailiff.manager.conflict;

import static io.bailiff.manager.conflict.ConflictState.SHUTTING_DOWN;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestException.Code;
import io.bailiff.manager.guest.GuestSide;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * SHUTTING_DOWN: asks the guest to shut down, and once more when half of its time is over. There is no rung after this one: when
 * its time is over too, somebody has to end the guest, and is told so.
 */
@Component
class ShutdownRung {

    private static final Logger LOG = LoggerFactory.getLogger(ShutdownRung.class);
    private static final int MOST_ASKS = 2;

    private final Docket docket;
    private final GuestSide guestSide;
    private final LadderProperties properties;
    private final Clock clock;

    ShutdownRung(Docket docket, GuestSide guestSide, LadderProperties properties, Clock clock) {
        this.docket = docket;
        this.guestSide = guestSide;
        this.properties = properties;
        this.clock = clock;
    }

    Optional<Duration> take(Conflict conflict, Assignment assignment) throws GuestException {
        Conflict.Ladder ladder = conflict.ladder();
        Instant now = clock.instant();
        Instant askedAt = ladder.shutdownAskedAt();
        // Without a deadline it was recorded, but perhaps not done.
        if (askedAt == null || ladder.deadline() == null) {
            return ask(conflict, assignment);
        }
        if (!now.isBefore(ladder.deadline()) && !ladder.exhausted()) {
            return exhausted(conflict, assignment);
        }
        Instant half = askedAt.plus(ladder.shutdownDeadline().dividedBy(2));
        if (ladder.shutdownAsks() < MOST_ASKS && !now.isBefore(half)) {
            return ask(conflict, assignment);
        }
        Instant next = ladder.shutdownAsks() < MOST_ASKS ? half : now.plus(properties.look());
        return Optional.of(Pauses.until(now, properties.look(), next, ladder.exhausted() ? null : ladder.deadline()));
    }

    /** Recorded, then done: whoever withdrew the claim meanwhile has made the record ours no more. */
    private Optional<Duration> ask(Conflict conflict, Assignment assignment) throws GuestException {
        if (!record(conflict, assignment)) {
            return Rungs.NOW;
        }
        String refused = null;
        try {
            guestSide.shutDown(assignment.share());
        } catch (GuestException failure) {
            if (failure.code() == Code.AWAY) {
                throw failure;
            }
            refused = failure.getMessage();
        }
        docket.asked(conflict.id(), SHUTTING_DOWN, conflict.ladder().shutdownDeadline());
        docket.problemOf(conflict.id(), refused);
        return Rungs.NOW;
    }

    private boolean record(Conflict conflict, Assignment assignment) {
        boolean first = conflict.ladder().shutdownAskedAt() == null;
        return docket.move(
                conflict,
                SHUTTING_DOWN,
                row -> {
                    row.shutdownAsks++;
                    if (first) {
                        row.shutdownAskedAt = clock.instant();
                    }
                },
                "shutdown-asked",
                assignment.guestName()
                        + (first
                                ? " is asked to shut down; it has "
                                        + conflict.ladder().shutdownDeadline().toSeconds() + " s"
                                : " is asked to shut down once more"));
    }

    private Optional<Duration> exhausted(Conflict conflict, Assignment assignment) {
        String text = assignment.guestName() + " has not shut down after "
                + conflict.ladder().shutdownDeadline().toSeconds()
                + " s, and there is no further rung: END IT BY HAND (virsh destroy " + assignment.guest()
                + "). The group is taken back as soon as it is gone";
        if (docket.move(conflict, SHUTTING_DOWN, row -> row.exhausted = true, "ladder-exhausted", text)) {
            LOG.error("Conflict {}: {}", conflict.id(), text);
        }
        return Rungs.NOW;
    }
}
