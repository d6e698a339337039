package io.bailiff.manager.conflict;

import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.time.Steady;
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
    private final Deeds deeds;
    private final Lateness lateness;
    private final GuestSide guestSide;
    private final LadderProperties properties;
    private final Clock clock;

    RequestRung(
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

    Optional<Duration> take(Conflict conflict, Assignment assignment, Holding holding, Policy terms)
            throws GuestException {
        Conflict.Ladder ladder = conflict.ladder();
        Instant now = clock.instant();
        if (ladder.deadline() != null && !now.isBefore(ladder.deadline())) {
            String has = holding.live() ? holding.liveList() : "the group open";
            return lateness.of(
                    conflict,
                    assignment,
                    terms,
                    assignment.guestName() + " still has " + has + " after "
                            + terms.deadline(Rung.RELEASE).toSeconds() + " s");
        }
        Instant askedAt = ladder.release().at();
        Instant next = askedAt == null ? now : askedAt.plus(properties.askAgain());
        if (now.isBefore(next)) {
            return Optional.of(Pauses.until(now, properties.look(), next, ladder.deadline()));
        }
        return deeds.take(
                conflict,
                () -> record(conflict, assignment, holding, terms),
                () -> guestSide.ask(assignment.share(), holding),
                terms.deadline(Rung.RELEASE),
                properties.askAgain());
    }

    private boolean record(Conflict conflict, Assignment assignment, Holding holding, Policy terms) {
        Consumer<ConflictRow> change = row -> {
            row.releaseAskedAt = clock.instant();
            row.releaseAsks++;
            row.guestRun = row.guestRun == null ? holding.run().orElse(null) : row.guestRun;
        };
        if (conflict.ladder().release().at() != null) {
            return docket.note(conflict, change);
        }
        return docket.move(
                conflict,
                Transition.ASK,
                change,
                assignment.guestName() + " is asked to let go of " + holding.liveList() + "; it has "
                        + terms.deadline(Rung.RELEASE).toSeconds() + " s, and is asked again every "
                        + properties.askAgain().toSeconds() + " s");
    }
}
