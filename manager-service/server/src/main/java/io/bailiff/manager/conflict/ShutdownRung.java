package io.bailiff.manager.conflict;

import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.time.Steady;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** SHUTTING_DOWN: asks the guest to shut down, and once more when half of its time is over. */
@Component
class ShutdownRung {

    private static final int MOST_ASKS = 2;

    private final Docket docket;
    private final Deeds deeds;
    private final Lateness lateness;
    private final GuestSide guestSide;
    private final LadderProperties properties;
    private final Clock clock;

    ShutdownRung(
            Docket docket,
            Deeds deeds,
            Lateness lateness,
            GuestSide guestSide,
            LadderProperties properties,
            @Steady Clock clock) {
        this.docket = docket;
        this.deeds = deeds;
        this.lateness = lateness;
        this.guestSide = guestSide;
        this.properties = properties;
        this.clock = clock;
    }

    Optional<Duration> take(Conflict conflict, Assignment assignment, Policy terms) throws GuestException {
        Conflict.Ladder ladder = conflict.ladder();
        Instant now = clock.instant();
        Instant askedAt = ladder.shutdown().at();
        Duration time = terms.deadline(Rung.SHUTDOWN);
        // Without a deadline it was recorded, but perhaps not done.
        if (askedAt == null || ladder.deadline() == null) {
            return ask(conflict, assignment, time);
        }
        if (!now.isBefore(ladder.deadline())) {
            return lateness.of(
                    conflict,
                    assignment,
                    terms,
                    assignment.guestName() + " has not shut down after " + time.toSeconds() + " s");
        }
        boolean again = ladder.shutdown().count() < MOST_ASKS;
        Instant half = askedAt.plus(time.dividedBy(2));
        if (again && !now.isBefore(half)) {
            return ask(conflict, assignment, time);
        }
        Instant next = again ? half : now.plus(properties.look());
        return Optional.of(Pauses.until(now, properties.look(), next, ladder.deadline()));
    }

    private Optional<Duration> ask(Conflict conflict, Assignment assignment, Duration time) throws GuestException {
        boolean first = conflict.ladder().shutdown().at() == null;
        return deeds.take(
                conflict,
                () -> docket.move(
                        conflict,
                        Transition.ASK_TO_SHUT_DOWN,
                        row -> {
                            row.shutdownAsks++;
                            if (first) {
                                row.shutdownAskedAt = clock.instant();
                            }
                        },
                        assignment.guestName()
                                + (first
                                        ? " is asked to shut down; it has " + time.toSeconds() + " s"
                                        : " is asked to shut down once more")),
                () -> guestSide.shutDown(assignment.share(), conflict.ladder().guestRun()),
                time,
                time.dividedBy(2));
    }
}
