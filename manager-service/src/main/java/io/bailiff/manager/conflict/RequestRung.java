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

    private Optional<Duration> ask(Conflict conflict, Assignment assignment, Holding holding) throws GuestException {
        String refused = null;
        try {
            guestSide.ask(assignment.share(), holding);
        } catch (GuestException failure) {
            if (failure.code() == Code.AWAY) {
                throw failure;
            }
            refused = failure.getMessage();
        }
        if (conflict.ladder().releaseAskedAt() == null) {
            firstAsked(conflict, assignment, holding);
        } else {
            docket.note(conflict, row -> {
                row.releaseAskedAt = clock.instant();
                row.releaseAsks++;
            });
        }
        docket.problemOf(conflict.id(), refused);
        return Rungs.NOW;
    }

    private void firstAsked(Conflict conflict, Assignment assignment, Holding holding) {
        Duration deadline = conflict.ladder().releaseDeadline();
        docket.move(
                conflict,
                REQUESTING,
                row -> {
                    row.releaseAskedAt = clock.instant();
                    row.releaseAsks++;
                    row.deadline = clock.instant().plus(deadline);
                },
                "release-asked",
                assignment.guestName() + " has been asked to let go of " + holding.liveList() + "; it has "
                        + deadline.toSeconds() + " s, and is asked again every "
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
