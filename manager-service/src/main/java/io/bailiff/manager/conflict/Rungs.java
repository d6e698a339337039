package io.bailiff.manager.conflict;

import static io.bailiff.manager.conflict.ConflictState.REQUESTING;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.guest.KnownGuest;
import io.bailiff.manager.host.Inventories;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    private final GuestSide guestSide;
    private final Assignments assignments;
    private final Inventories inventories;
    private final LadderProperties properties;

    Rungs(
            Docket docket,
            RequestRung request,
            ShutdownRung shutdown,
            GuestSide guestSide,
            Assignments assignments,
            Inventories inventories,
            LadderProperties properties) {
        this.docket = docket;
        this.request = request;
        this.shutdown = shutdown;
        this.guestSide = guestSide;
        this.assignments = assignments;
        this.inventories = inventories;
        this.properties = properties;
    }

    Optional<Duration> take(Conflict conflict, Assignment assignment) {
        try {
            return take(conflict, assignment, guestSide.look(assignment.share()));
        } catch (GuestException failure) {
            docket.problem(conflict, failure.getMessage());
            return Optional.of(properties.look());
        }
    }

    private Optional<Duration> take(Conflict conflict, Assignment assignment, Holding holding) throws GuestException {
        // Before anything else: a guest that ends, or is started again, must not come back with the functions.
        guestSide.undefine(assignment.share(), holding);
        if (holding.defined()) {
            assignments.wake(assignment.id());
        }
        if (!holding.live() && !(holding.active() && isOpen(assignment))) {
            docket.problem(conflict, null);
            return Optional.of(properties.look());
        }
        Optional<String> run = holding.guest().flatMap(KnownGuest::run);
        if (!run.equals(Optional.ofNullable(conflict.ladder().guestRun()))) {
            return anotherRun(conflict, assignment, run.orElse(null));
        }
        return switch (conflict.state()) {
            case REQUESTING -> request.take(conflict, assignment, holding);
            case SHUTTING_DOWN -> shutdown.take(conflict, assignment);
            case RESOLVED, WITHDRAWN, DENIED -> Optional.empty();
        };
    }

    /** Whether it is known that somebody has the group open although libvirt does not show it in the guest any more. */
    private boolean isOpen(Assignment assignment) {
        Long revision = assignment.way().releaseRevision();
        return inventories
                .latest(assignment.host())
                .filter(report -> revision != null && report.knows(revision))
                .flatMap(assignment::groupIn)
                .filter(group -> group.use().state() == GroupUse.State.IN_USE)
                .isPresent();
    }

    private Optional<Duration> anotherRun(Conflict conflict, Assignment assignment, @Nullable String run) {
        boolean known = conflict.ladder().guestRun() != null;
        docket.move(
                conflict,
                REQUESTING,
                row -> {
                    row.guestRun = run;
                    row.deadline = null;
                    row.releaseAskedAt = null;
                    row.shutdownAskedAt = null;
                    row.shutdownAsks = 0;
                    row.exhausted = false;
                },
                "guest-run",
                known
                        ? assignment.guestName() + " has been started again and has the group: this run (" + run
                                + ") is asked first"
                        : assignment.guestName() + " is in run " + run);
        return NOW;
    }
}
