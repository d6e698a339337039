package io.bailiff.manager.conflict;

import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * FENCING and FENCED: a process that outlives SIGKILL keeps its devices, and they keep writing to its memory. It is stopped where
 * that still works, the members lose bus mastering and do not get it back, whoever claims them is refused, and the host gets no more
 * assignments, until somebody has repaired it.
 */
@Component
class FenceRung {

    private static final Logger LOG = LoggerFactory.getLogger(FenceRung.class);

    private final Docket docket;
    private final Claims claims;
    private final Assignments assignments;
    private final GuestSide guestSide;
    private final Hosts hosts;
    private final Inventories inventories;
    private final TransactionTemplate transactions;
    private final LadderProperties properties;

    FenceRung(
            Docket docket,
            Claims claims,
            Assignments assignments,
            GuestSide guestSide,
            Hosts hosts,
            Inventories inventories,
            TransactionTemplate transactions,
            LadderProperties properties) {
        this.docket = docket;
        this.claims = claims;
        this.assignments = assignments;
        this.guestSide = guestSide;
        this.hosts = hosts;
        this.inventories = inventories;
        this.transactions = transactions;
        this.properties = properties;
    }

    Optional<Duration> take(Conflict conflict, Assignment assignment) {
        if (conflict.ladder().unfencedAt() != null) {
            docket.problem(conflict, assignment.way().problem());
            return Optional.of(properties.look());
        }
        if (!assignment.way().fenced()) {
            isolate(conflict, assignment);
            return Rungs.NOW;
        }
        if (conflict.state() == ConflictState.FENCING) {
            return see(conflict, assignment);
        }
        return Optional.of(properties.look());
    }

    private void isolate(Conflict conflict, Assignment assignment) {
        transactions.executeWithoutResult(transaction -> {
            boolean ours = docket.move(
                            conflict,
                            Transition.ISOLATE,
                            row -> {},
                            assignment.guestName()
                                    + " is suspended, bus mastering is cleared on every member of its group,"
                                    + " and whoever claims one is refused")
                    && assignments.fence(assignment);
            if (ours) {
                hosts.cordon(conflict.host(), Timeline.MANAGER, cordon(conflict, assignment));
                claims.refuseThoseThatWait(
                        conflict,
                        assignment.guestName() + " cannot be ended; its group is fenced until the host is repaired");
            } else {
                transaction.setRollbackOnly();
            }
        });
    }

    /** Why the host is cordoned, so that the end of this fence ends only its own cordon. */
    static String cordon(Conflict conflict, Assignment assignment) {
        return assignment.guestName() + " is fenced (conflict " + conflict.id() + ")";
    }

    private Optional<Duration> see(Conflict conflict, Assignment assignment) {
        String suspended = suspend(conflict, assignment);
        Optional<OrderOutcome> outcome = inventories
                .latest(conflict.host())
                .flatMap(known -> known.outcome(assignment.way().operation()));
        if (outcome.filter(known -> known.status() == Status.DONE).isEmpty()) {
            docket.problem(
                    conflict,
                    "the agent has not cleared bus mastering yet"
                            + outcome.map(known -> ": " + known.message()).orElse("")
                            + (suspended == null ? "" : "; " + suspended));
            return Optional.of(properties.look());
        }
        String text = assignment.guestName()
                + " IS FENCED: its process outlives SIGKILL, and its group is nobody's until the host "
                + "is repaired (mostly: booted again). Then say so: POST /api/v1/conflicts/" + conflict.id()
                + "/unfence"
                + (suspended == null ? "" : ". It could not be suspended: " + suspended);
        if (docket.move(conflict, Transition.FENCE_STANDS, row -> {}, text)) {
            LOG.error("Conflict {}: {}", conflict.id(), text);
        }
        return Rungs.NOW;
    }

    /** Why it could not be; null if it was. A monitor that does not answer any more is no reason to go without the rest. */
    private @Nullable String suspend(Conflict conflict, Assignment assignment) {
        try {
            guestSide.suspend(assignment.share(), conflict.ladder().guestRun());
            return null;
        } catch (GuestException failure) {
            return failure.getMessage();
        }
    }
}
