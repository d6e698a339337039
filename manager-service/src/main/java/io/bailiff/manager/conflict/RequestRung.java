package io.bailiff.manager.conflict;

import static io.bailiff.manager.conflict.ConflictState.REQUESTING;
import static io.bailiff.manager.conflict.ConflictState.SHUTTING_DOWN;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestException.Code;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.Holding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * REQUESTING: asks the guest for everything that it has of the group, over and over. The deadline runs from the first time that
 * libvirt took the request: a guest that could not be asked is not late.
 */
@Component
class RequestRung {

    private final Docket docket;
    private final GuestSide guestSide;
    private final LadderProperties properties;
    private final Clock clock;

    RequestRung(Docket docket, GuestSide guestSide, LadderProperties properties, Clock clock) {
        this.docket = docket;
        this.guestSide = guestSide;
        this.properties = properties;
        this.clock = clock;
    }

    Optional<Duration> take(Conflict conflict, Assignment assignment, Holding holding) throws GuestException {
        Conflict.Ladder ladder = conflict.ladder();
        Instant now = clock.instant();
        if (ladder.deadline() != null && !now.isBefore(ladder.deadline())) {
            return late(conflict, assignment, holding);
        }
        Instant askedAt = ladder.releaseAskedAt();
        Instant next = askedAt == null ? now : askedAt.plus(properties.askAgain());
        if (now.isBefore(next)) {
            return Optional.of(Pauses.until(now, properties.look(), next, ladder.deadline()));
        }
        return ask(conflict, assignment, holding);
    }

    /** Recorded, then done: whoever withdrew the claim meanwhile has made the record ours no more. */
    private Optional<Duration> ask(Conflict conflict, Assignment assignment, Holding holding) throws GuestException {
        if (!record(conflict, assignment, holding)) {
            return Rungs.NOW;
        }
        String refused = null;
        try {
            guestSide.ask(assignment.share(), holding);
        } catch (GuestException failure) {
            if (failure.code() == Code.AWAY) {
                throw failure;
            }
            refused = failure.getMessage();
        }
        docket.asked(conflict.id(), REQUESTING, conflict.ladder().releaseDeadline());
        docket.problemOf(conflict.id(), refused);
        return Rungs.NOW;
    }

    private boolean record(Conflict conflict, Assignment assignment, Holding holding) {
        Consumer<ConflictRow> change = row -> {
            row.releaseAskedAt = clock.instant();
            row.releaseAsks++;
        };
        if (conflict.ladder().releaseAskedAt() != null) {
            return docket.note(conflict, change);
        }
        return docket.move(
                conflict,
                REQUESTING,
                change,
                "release-asked",
                assignment.guestName() + " is asked to let go of " + holding.liveList() + "; it has "
                        + conflict.ladder().releaseDeadline().toSeconds() + " s, and is asked again every "
                        + properties.askAgain().toSeconds() + " s");
    }

    private Optional<Duration> late(Conflict conflict, Assignment assignment, Holding holding) {
        String has = !holding.live() ? "the group open" : holding.liveList();
        docket.move(
                conflict,
                SHUTTING_DOWN,
                row -> {},
                "rung-shut-down",
                assignment.guestName() + " still has " + has + " after "
                        + conflict.ladder().releaseDeadline().toSeconds() + " s: it is shut down");
        return Rungs.NOW;
    }
}
