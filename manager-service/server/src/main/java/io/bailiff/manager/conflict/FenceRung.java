package io.bailiff.manager.conflict;

import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.host.Cordons;
import io.bailiff.manager.host.Inventories;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * FENCING and FENCED: a process that outlives SIGKILL keeps its devices, and they keep writing to its memory. It is stopped where
 * that still works, the endpoints lose bus mastering and do not get it back, whoever claims them is refused, and the host gets no more
 * assignments, until somebody has repaired it.
 */
@Component
class FenceRung {

    private static final Logger LOG = LoggerFactory.getLogger(FenceRung.class);

    private final Docket docket;
    private final Possession possession;
    private final Claims claims;
    private final Assignments assignments;
    private final NextStart nextStart;
    private final GuestSide guestSide;
    private final Cordons cordons;
    private final Inventories inventories;
    private final TransactionTemplate transactions;
    private final LadderProperties properties;
    private final Clock clock;

    FenceRung(
            Docket docket,
            Possession possession,
            Claims claims,
            Assignments assignments,
            NextStart nextStart,
            GuestSide guestSide,
            Cordons cordons,
            Inventories inventories,
            TransactionTemplate transactions,
            LadderProperties properties,
            Clock clock) {
        this.docket = docket;
        this.possession = possession;
        this.claims = claims;
        this.assignments = assignments;
        this.nextStart = nextStart;
        this.guestSide = guestSide;
        this.cordons = cordons;
        this.inventories = inventories;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    Optional<Duration> take(Conflict conflict, Assignment assignment) {
        if (conflict.ladder().unfencedAt() != null) {
            return goesBack(conflict, assignment);
        }
        if (!assignment.way().fenced()) {
            if (assignment.state() != AssignmentState.EVICTING || hasEnded(assignment)) {
                return goesBack(conflict, assignment);
            }
            isolate(conflict, assignment);
            return Rungs.NOW;
        }
        if (conflict.ladder().suspendedAt() == null && suspend(conflict, assignment)) {
            return Rungs.NOW;
        }
        if (conflict.state() == ConflictState.FENCING) {
            return see(conflict, assignment);
        }
        goWithoutIfOff(assignment);
        docket.problem(
                conflict,
                conflict.ladder().suspendedAt() == null
                        ? assignment.guestName() + " has not been suspended: libvirt gets no answer from it"
                        : null);
        return Optional.of(properties.look());
    }

    /** It ended after all, before anything was done: there is nothing to fence. If libvirt does not tell, there may be. */
    private boolean hasEnded(Assignment assignment) {
        try {
            return possession.isOver(assignment, guestSide.look(assignment.share()));
        } catch (GuestException unknown) {
            LOG.warn("Whether {} has ended is not known: {}", assignment.guestName(), unknown.getMessage());
            return false;
        }
    }

    private void isolate(Conflict conflict, Assignment assignment) {
        transactions.executeWithoutResult(transaction -> {
            boolean ours = docket.move(
                            conflict,
                            Transition.ISOLATE,
                            row -> {},
                            assignment.guestName()
                                    + " is suspended, bus mastering is cleared on every endpoint of its group,"
                                    + " and whoever claims one is refused")
                    && assignments.fence(assignment);
            if (ours) {
                claims.refuseThoseThatWait(
                        conflict,
                        assignment.guestName() + " cannot be ended; its group is fenced until the host is repaired");
                cordons.fence(conflict.host(), conflict.id(), assignment.guestName());
            } else {
                transaction.setRollbackOnly();
            }
        });
    }

    private Optional<Duration> see(Conflict conflict, Assignment assignment) {
        Optional<OrderOutcome> outcome = inventories
                .latest(conflict.host())
                .flatMap(known -> known.outcome(assignment.way().operation()));
        if (outcome.filter(known -> known.status() == Status.DONE).isEmpty()) {
            docket.problem(
                    conflict,
                    "the agent has not cleared bus mastering yet"
                            + outcome.map(known -> ": " + known.message()).orElse(""));
            return Optional.of(properties.look());
        }
        String text = assignment.guestName() + " IS FENCED: " + why(conflict)
                + ", and its group is nobody's until the host is repaired (mostly: booted again). Then say so: POST"
                + " /api/v1/conflicts/" + conflict.id() + "/unfence";
        if (docket.move(conflict, Transition.FENCE_STANDS, row -> {}, text)) {
            LOG.error("Conflict {}: {}", conflict.id(), text);
        }
        return Rungs.NOW;
    }

    private static String why(Conflict conflict) {
        return conflict.ladder().destroy().count() > 1
                ? "its process outlives SIGKILL"
                : "an operator has not waited for the end of its process";
    }

    /**
     * When its process has ended after all, or the host has been booted, the guest must not be started with the group again: it would
     * fail, or have what is fenced.
     */
    private void goWithoutIfOff(Assignment assignment) {
        try {
            Holding holding = guestSide.look(assignment.share());
            if (!holding.active()) {
                nextStart.goWithout(assignment, holding);
            }
        } catch (GuestException failure) {
            LOG.debug(
                    "{} is fenced, and libvirt does not tell of it: {}", assignment.guestName(), failure.getMessage());
        }
    }

    /** It is not fenced, or not any more: the group is waited for. */
    private Optional<Duration> goesBack(Conflict conflict, Assignment assignment) {
        String held = heldByGuest(assignment);
        docket.problem(conflict, held == null ? assignment.way().problem() : held);
        return Optional.of(properties.look());
    }

    /** Why the guest has something of the group, or null if it has not; its definition loses it. */
    private @Nullable String heldByGuest(Assignment assignment) {
        try {
            Holding holding = guestSide.look(assignment.share());
            nextStart.goWithout(assignment, holding);
            return holding.live()
                    ? assignment.guestName() + " has been started again with " + holding.liveList()
                            + "; shut it down, or take them out of it"
                    : null;
        } catch (GuestException failure) {
            return failure.getMessage();
        }
    }

    /**
     * Stops the guest's processors; whether that is done now. A monitor that does not answer is no reason to go without the rest, and
     * is asked again.
     */
    private boolean suspend(Conflict conflict, Assignment assignment) {
        try {
            guestSide.suspend(assignment.share(), conflict.ladder().guestRun());
            return docket.note(conflict, row -> row.suspendedAt = clock.instant());
        } catch (GuestException failure) {
            LOG.debug("{} is fenced, and cannot be suspended: {}", assignment.guestName(), failure.getMessage());
            return false;
        }
    }
}
