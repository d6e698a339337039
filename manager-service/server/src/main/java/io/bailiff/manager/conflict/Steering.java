package io.bailiff.manager.conflict;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.time.Steady;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What operators can do about the rungs of an open conflict. Whoever comes too late is told so, and changes nothing: each change is
 * made only if both the conflict and its assignment are as they were read, because the assignment is where a release is noticed.
 */
@Component
class Steering {

    private static final Logger LOG = LoggerFactory.getLogger(Steering.class);

    private final Docket docket;
    private final GuardedChange guarded;
    private final Terms terms;
    private final Dismissal dismissal;
    private final Assignments assignments;
    private final ReleaseCheck releases;
    private final GuestSide guestSide;
    private final Clock steady;

    Steering(
            Docket docket,
            GuardedChange guarded,
            Terms terms,
            Dismissal dismissal,
            Assignments assignments,
            ReleaseCheck releases,
            GuestSide guestSide,
            @Steady Clock steady) {
        this.docket = docket;
        this.guarded = guarded;
        this.terms = terms;
        this.dismissal = dismissal;
        this.assignments = assignments;
        this.releases = releases;
        this.guestSide = guestSide;
        this.steady = steady;
    }

    /** Gives the guest more time on the rung that it is on. */
    void extend(UUID id, Conflict.Word word, Duration time) {
        guarded.make(id, conflict -> {
            Rung rung = rung(conflict);
            requireLead(conflict);
            Assignment assignment = assignments.get(conflict.assignment());
            requireHeld(conflict, assignment);
            Policy policy = terms.of(conflict, assignment);
            return guarded.with(
                    assignment,
                    () -> docket.move(
                            conflict,
                            Transition.EXTEND,
                            row -> {
                                if (row.deadline == null) {
                                    row.claimed(rung, policy.deadline(rung).plus(time));
                                } else {
                                    row.deadline = later(row.deadline).plus(time);
                                }
                            },
                            word.by(),
                            "The guest gets " + time.toSeconds() + " s more: " + word.why()));
        });
    }

    private Instant later(Instant deadline) {
        Instant now = steady.instant();
        return deadline.isAfter(now) ? deadline : now;
    }

    /** Takes the next rung now, for the run that the guest is in. */
    void skip(UUID id, Conflict.Word word) {
        guarded.make(id, conflict -> {
            rung(conflict);
            requireLead(conflict);
            requireClaimed(conflict);
            Assignment assignment = assignments.get(conflict.assignment());
            requireHeld(conflict, assignment);
            Lateness.Step next = Lateness.next(conflict.state());
            if (next.rung() != null && !terms.of(conflict, assignment).allows(next.rung())) {
                throw SteeringProblems.forbidden(conflict, next.verb()).exception();
            }
            String run = run(conflict, assignment);
            return guarded.with(
                    assignment,
                    () -> docket.move(
                            conflict,
                            next.transition(),
                            row -> row.guestRun = run,
                            word.by(),
                            "The rung is skipped, and " + next.then() + ": " + word.why()));
        });
    }

    /** Who skips a rung before the guest has been asked for anything means the run that it is in now. */
    private @Nullable String run(Conflict conflict, Assignment assignment) {
        if (conflict.ladder().guestRun() != null) {
            return conflict.ladder().guestRun();
        }
        try {
            return guestSide.look(assignment.share()).run().orElse(null);
        } catch (GuestException later) {
            LOG.info(
                    "The run of {} is not known yet, and will be asked first: {}",
                    assignment.guestName(),
                    later.getMessage());
            return null;
        }
    }

    /** Ends the conflict in favour of the guest: nobody on the host gets the group. */
    void withdraw(UUID id, Conflict.Word word) {
        guarded.make(id, conflict -> {
            rung(conflict);
            Assignment assignment = assignments.get(conflict.assignment());
            if (assignment.state() != AssignmentState.EVICTING) {
                throw SteeringProblems.goesBack(conflict, assignment).exception();
            }
            return guarded.with(
                    assignment,
                    () -> docket.note(conflict, row -> {
                        row.withdrawnBy = word.by();
                        row.withdrawnWhy = word.why();
                    }));
        });
    }

    /** A guest that has released the group is on no rung any more. */
    private void requireHeld(Conflict conflict, Assignment assignment) {
        if (releases.isReleased(assignment)) {
            throw SteeringProblems.released(conflict, assignment).exception();
        }
    }

    private void requireClaimed(Conflict conflict) {
        if (dismissal.isDue(conflict)) {
            throw SteeringProblems.notClaimed(conflict).exception();
        }
    }

    private static void requireLead(Conflict conflict) {
        UUID lead = conflict.ladder().follows();
        if (lead != null && conflict.state() != ConflictState.REQUESTING) {
            throw SteeringProblems.follows(conflict, lead).exception();
        }
    }

    /** Returns the rung that an operator means. */
    private static Rung rung(Conflict conflict) {
        return switch (conflict.state()) {
            case REQUESTING -> Rung.RELEASE;
            case SHUTTING_DOWN -> Rung.SHUTDOWN;
            case DESTROYING -> Rung.DESTROY;
            case FENCING, FENCED -> throw SteeringProblems.fenced(conflict).exception();
            case RESOLVED, WITHDRAWN, DENIED ->
                throw SteeringProblems.over(conflict).exception();
        };
    }
}
