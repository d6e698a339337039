package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * A guest that has several groups in conflict is ended once: by the conflict that gets beyond asking first. The others go from
 * rung to rung with that one; when it is over and the guest still runs, one of them takes its place and goes on where it was.
 */
@Component
class GuestEnd {

    private static final Logger LOG = LoggerFactory.getLogger(GuestEnd.class);

    private final Docket docket;
    private final GuardedChange guarded;
    private final LadderProperties properties;

    GuestEnd(Docket docket, GuardedChange guarded, LadderProperties properties) {
        this.docket = docket;
        this.guarded = guarded;
        this.properties = properties;
    }

    /** Whether it is this conflict that ends the run of the guest. */
    boolean isOurs(Conflict conflict, Assignment assignment) {
        return docket.ending(run(conflict, assignment))
                .filter(lead -> lead.id().equals(conflict.id()))
                .isPresent();
    }

    /** What one does whose guest is ended by another conflict; if there is none, it becomes that one. */
    Optional<Duration> follow(Conflict conflict, Assignment assignment) {
        Optional<Conflict> lead = docket.ending(run(conflict, assignment));
        if (lead.isEmpty()) {
            lead(conflict, assignment);
            return Rungs.NOW;
        }
        if (isFurther(lead.get(), conflict)) {
            Lateness.Step next = Lateness.next(conflict.state());
            guarded.with(
                    assignment,
                    () -> docket.move(
                            conflict,
                            next.transition(),
                            row -> row.follows = lead.get().id(),
                            assignment.guestName() + " has another group in conflict too ("
                                    + lead.get().id() + "): " + next.then()));
            return Rungs.NOW;
        }
        if (same(conflict, lead.get())) {
            return Optional.of(properties.look());
        }
        adopt(conflict, lead.get(), assignment);
        return Rungs.NOW;
    }

    private void lead(Conflict conflict, Assignment assignment) {
        try {
            docket.end(conflict, run(conflict, assignment));
        } catch (DataIntegrityViolationException | ConcurrencyFailureException raced) {
            LOG.debug("Another conflict ends {} at the same time; this one follows it", assignment.guestName(), raced);
        }
    }

    private static boolean isFurther(Conflict lead, Conflict conflict) {
        return lead.state().compareTo(conflict.state()) > 0;
    }

    private static boolean same(Conflict conflict, Conflict lead) {
        Conflict.Ladder ours = conflict.ladder();
        Conflict.Ladder theirs = lead.ladder();
        return lead.id().equals(ours.follows())
                && Objects.equals(ours.deadline(), theirs.deadline())
                && ours.shutdown().equals(theirs.shutdown())
                && ours.destroy().equals(theirs.destroy());
    }

    /** What has been done to the guest counts for this conflict too. */
    private void adopt(Conflict conflict, Conflict lead, Assignment assignment) {
        Conflict.Ladder theirs = lead.ladder();
        Consumer<ConflictRow> change = row -> {
            row.follows = lead.id();
            row.deadline = theirs.deadline();
            row.shutdownAskedAt = theirs.shutdown().at();
            row.shutdownAsks = theirs.shutdown().count();
            row.destroyAskedAt = theirs.destroy().at();
            row.destroyAsks = theirs.destroy().count();
        };
        if (lead.id().equals(conflict.ladder().follows())) {
            docket.note(conflict, change);
        } else {
            docket.move(
                    conflict,
                    Transition.FOLLOW,
                    change,
                    "Conflict " + lead.id() + " ends " + assignment.guestName() + " already; nothing is asked twice");
        }
    }

    private static String run(Conflict conflict, Assignment assignment) {
        return assignment.host() + "/" + assignment.guest() + "/"
                + conflict.ladder().guestRun();
    }
}
