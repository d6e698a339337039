package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.policy.Policy;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Takes the rung that a conflict is on, as long as the guest has anything of the group. A rung is for one run of the guest: a
 * run that was started meanwhile has not been asked for anything yet.
 */
@Component
class Rungs {

    static final Optional<Duration> NOW = Optional.of(Duration.ZERO);

    private final Docket docket;
    private final RequestRung request;
    private final ShutdownRung shutdown;
    private final DestroyRung destroy;
    private final GuestEnd guestEnd;
    private final NextStart nextStart;
    private final GuestSide guestSide;
    private final Assignments assignments;
    private final Possession possession;
    private final LadderProperties properties;

    Rungs(
            Docket docket,
            RequestRung request,
            ShutdownRung shutdown,
            DestroyRung destroy,
            GuestEnd guestEnd,
            NextStart nextStart,
            GuestSide guestSide,
            Assignments assignments,
            Possession possession,
            LadderProperties properties) {
        this.docket = docket;
        this.request = request;
        this.shutdown = shutdown;
        this.destroy = destroy;
        this.guestEnd = guestEnd;
        this.nextStart = nextStart;
        this.guestSide = guestSide;
        this.assignments = assignments;
        this.possession = possession;
        this.properties = properties;
    }

    Optional<Duration> take(Dossier dossier) {
        try {
            return take(dossier, guestSide.look(dossier.assignment().share()));
        } catch (GuestException failure) {
            docket.problem(dossier.conflict(), failure.getMessage());
            return Optional.of(properties.look());
        }
    }

    private Optional<Duration> take(Dossier dossier, Holding holding) throws GuestException {
        Conflict conflict = dossier.conflict();
        Assignment assignment = dossier.assignment();
        nextStart.goWithout(assignment, holding);
        if (!holding.live()) {
            assignments.wake(assignment.id());
        }
        if (possession.isOver(assignment, holding)) {
            docket.problem(conflict, null);
            return Optional.of(properties.look());
        }
        // A guest that is off and still has the group open is what it was: its process has not ended.
        Optional<String> run =
                holding.run().filter(now -> !now.equals(conflict.ladder().guestRun()));
        if (run.isPresent() && !isFirst(conflict)) {
            return anotherRun(conflict, assignment, run.get());
        }
        Policy policy = dossier.terms();
        return switch (conflict.state()) {
            case REQUESTING -> request.take(conflict, assignment, holding, policy);
            case SHUTTING_DOWN, DESTROYING ->
                guestEnd.isOurs(conflict, assignment)
                        ? end(conflict, assignment, policy)
                        : guestEnd.follow(conflict, assignment);
            case FENCING, FENCED, RESOLVED, WITHDRAWN, DENIED ->
                throw new IllegalStateException("No rung is taken in " + conflict.state());
        };
    }

    private Optional<Duration> end(Conflict conflict, Assignment assignment, Policy policy) throws GuestException {
        return conflict.state() == ConflictState.SHUTTING_DOWN
                ? shutdown.take(conflict, assignment, policy)
                : destroy.take(conflict, assignment, policy);
    }

    /** Whether no run of the guest has been asked for anything yet: the first is noted when it is asked. */
    private static boolean isFirst(Conflict conflict) {
        return conflict.state() == ConflictState.REQUESTING
                && conflict.ladder().guestRun() == null
                && conflict.ladder().release().at() == null;
    }

    private Optional<Duration> anotherRun(Conflict conflict, Assignment assignment, String run) {
        boolean known = conflict.ladder().guestRun() != null;
        docket.move(
                conflict,
                Transition.ANOTHER_RUN,
                row -> {
                    row.guestRun = run;
                    row.deadline = null;
                    row.releaseAskedAt = null;
                    row.shutdownAskedAt = null;
                    row.shutdownAsks = 0;
                    row.destroyAskedAt = null;
                    row.destroyAsks = 0;
                },
                known
                        ? assignment.guestName() + " has been started again and has the group: this run (" + run
                                + ") is asked first"
                        : assignment.guestName() + " is in run " + run + ", which is asked first");
        return NOW;
    }
}
