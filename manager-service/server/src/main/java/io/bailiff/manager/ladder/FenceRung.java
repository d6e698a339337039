package io.bailiff.manager.ladder;

import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.guest.ReleaseRequests;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.step.Next;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * FENCING and FENCED: a process that outlives SIGKILL keeps its devices, and they keep writing to its memory. It is stopped where
 * that still works, the endpoints lose bus mastering and do not get it back, whoever claims them is refused, and the host gets no more
 * assignments, until somebody has repaired it.
 */
@Component
class FenceRung {

    private static final Logger LOG = LoggerFactory.getLogger(FenceRung.class);

    private final ConflictStore conflictStore;
    private final Isolation isolation;
    private final Possession possession;
    private final ReleaseRequests requests;
    private final Inventories inventories;
    private final LadderProperties properties;

    FenceRung(
            ConflictStore conflictStore,
            Isolation isolation,
            Possession possession,
            ReleaseRequests requests,
            Inventories inventories,
            LadderProperties properties) {
        this.conflictStore = conflictStore;
        this.isolation = isolation;
        this.possession = possession;
        this.requests = requests;
        this.inventories = inventories;
        this.properties = properties;
    }

    Next take(Conflict conflict, Assignment assignment) {
        if (conflict.ladder().unfencedAt() != null) {
            return goesBack(conflict, assignment);
        }
        if (!assignment.progress().fenced()) {
            if (assignment.state() != AssignmentState.EVICTING || hasEnded(assignment)) {
                return goesBack(conflict, assignment);
            }
            isolation.begin(conflict, assignment);
            return Next.NOW;
        }
        if (conflict.ladder().suspendedAt() == null && isolation.suspend(conflict, assignment)) {
            return Next.NOW;
        }
        if (conflict.state() == ConflictState.FENCING) {
            return see(conflict, assignment);
        }
        goWithoutIfOff(assignment);
        conflictStore.problem(
                conflict,
                conflict.ladder().suspendedAt() == null
                        ? assignment.guestName() + " has not been suspended: libvirt gets no answer from it"
                        : null);
        return Next.after(properties.look());
    }

    /** It ended after all, before anything was done: there is nothing to fence. If libvirt does not tell, there may be. */
    private boolean hasEnded(Assignment assignment) {
        try {
            return possession.isOver(assignment, possession.look(assignment));
        } catch (GuestException unknown) {
            LOG.warn("Whether {} has ended is not known: {}", assignment.guestName(), unknown.getMessage());
            return false;
        }
    }

    private Next see(Conflict conflict, Assignment assignment) {
        Optional<OrderOutcome> outcome = inventories
                .latest(conflict.host())
                .flatMap(known -> known.outcome(assignment.progress().operation()));
        if (outcome.filter(known -> known.status() == Status.DONE).isEmpty()) {
            conflictStore.problem(
                    conflict,
                    "the agent has not cleared bus mastering yet"
                            + outcome.map(known -> ": " + known.message()).orElse(""));
            return Next.after(properties.look());
        }
        String text = assignment.guestName() + " IS FENCED: " + why(conflict)
                + ", and its group is nobody's until the host is repaired (mostly: booted again). Then say so: POST"
                + " /api/v1/conflicts/" + conflict.id() + "/unfence";
        if (conflictStore.move(conflict, Transition.FENCE_STANDS, row -> {}, text)) {
            LOG.error("Conflict {}: {}", conflict.id(), text);
        }
        return Next.NOW;
    }

    private static String why(Conflict conflict) {
        return conflict.ladder().asks(Rung.DESTROY).count() > 1
                ? "its process outlives SIGKILL"
                : "an operator has not waited for the end of its process";
    }

    /**
     * When its process has ended after all, or the host has been booted, the guest must not be started with the group again: it would
     * fail, or have what is fenced.
     */
    private void goWithoutIfOff(Assignment assignment) {
        try {
            Holding holding = possession.look(assignment);
            if (!holding.active()) {
                requests.strip(assignment.share(), holding);
            }
        } catch (GuestException failure) {
            LOG.debug(
                    "{} is fenced, and libvirt does not tell of it: {}", assignment.guestName(), failure.getMessage());
        }
    }

    /** It is not fenced, or not any more: the group is waited for. */
    private Next goesBack(Conflict conflict, Assignment assignment) {
        String held = heldByGuest(assignment);
        conflictStore.problem(conflict, held == null ? assignment.progress().problem() : held);
        return Next.after(properties.look());
    }

    /** Why the guest has something of the group, or null if it has not; its definition loses it. */
    private @Nullable String heldByGuest(Assignment assignment) {
        try {
            Holding holding = possession.look(assignment);
            requests.strip(assignment.share(), holding);
            return holding.live()
                    ? assignment.guestName() + " has been started again with " + holding.liveList()
                            + "; shut it down, or take them out of it"
                    : null;
        } catch (GuestException failure) {
            return failure.getMessage();
        }
    }
}
