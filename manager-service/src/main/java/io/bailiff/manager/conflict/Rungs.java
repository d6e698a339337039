package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.guest.KnownGuest;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.policy.Policy;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes the rung that a conflict is on, as long as the guest has anything of the group. A rung is for one run of the guest: a
 * run that was started meanwhile has not been asked for anything yet.
 */
@Component
class Rungs {

    private static final Logger LOG = LoggerFactory.getLogger(Rungs.class);

    static final Optional<Duration> NOW = Optional.of(Duration.ZERO);

    private final Docket docket;
    private final RequestRung request;
    private final ShutdownRung shutdown;
    private final DestroyRung destroy;
    private final GuestEnd guestEnd;
    private final Terms terms;
    private final GuestSide guestSide;
    private final Assignments assignments;
    private final Inventories inventories;
    private final LadderProperties properties;

    Rungs(
            Docket docket,
            RequestRung request,
            ShutdownRung shutdown,
            DestroyRung destroy,
            GuestEnd guestEnd,
            Terms terms,
            GuestSide guestSide,
            Assignments assignments,
            Inventories inventories,
            LadderProperties properties) {
        this.docket = docket;
        this.request = request;
        this.shutdown = shutdown;
        this.destroy = destroy;
        this.guestEnd = guestEnd;
        this.terms = terms;
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
        undefine(assignment, holding);
        if (holding.defined()) {
            assignments.wake(assignment.id());
        }
        if (!holding.live() && !isOpen(assignment)) {
            docket.problem(conflict, null);
            return Optional.of(properties.look());
        }
        Optional<String> run = holding.guest().flatMap(KnownGuest::run);
        // A guest that is off and still has the group open is what it was: its process has not ended.
        if (run.isPresent() && !run.equals(Optional.ofNullable(conflict.ladder().guestRun()))) {
            return anotherRun(conflict, assignment, run.get());
        }
        Policy policy = terms.of(conflict);
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

    /**
     * Before anything else: a guest that ends, or is started again, must not come back with the functions. A stuck QEMU keeps
     * libvirt from changing the definition too; that waits until it has been ended, and the rungs that end it do not wait for that.
     */
    private void undefine(Assignment assignment, Holding holding) throws GuestException {
        try {
            guestSide.undefine(assignment.share(), holding);
        } catch (GuestException failure) {
            if (failure.code() != GuestException.Code.BUSY) {
                throw failure;
            }
            LOG.info(
                    "The definition of {} keeps its functions for now: {}",
                    assignment.guestName(),
                    failure.getMessage());
        }
    }

    private Optional<Duration> end(Conflict conflict, Assignment assignment, Policy policy) throws GuestException {
        return conflict.state() == ConflictState.SHUTTING_DOWN
                ? shutdown.take(conflict, assignment, policy)
                : destroy.take(conflict, assignment, policy);
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
                        : assignment.guestName() + " is in run " + run);
        return NOW;
    }
}
