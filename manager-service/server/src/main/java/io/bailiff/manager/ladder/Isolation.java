package io.bailiff.manager.ladder;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.host.Cordons;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps a guest that cannot be ended away from everything: the agent clears bus mastering, and libvirt suspends the guest. */
@Component
class Isolation {

    private static final Logger LOG = LoggerFactory.getLogger(Isolation.class);

    private final ConflictStore conflictStore;
    private final ClaimStore claims;
    private final Assignments assignments;
    private final GuestOperations guestOperations;
    private final Cordons cordons;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Isolation(
            ConflictStore conflictStore,
            ClaimStore claims,
            Assignments assignments,
            GuestOperations guestOperations,
            Cordons cordons,
            TransactionTemplate transactions,
            Clock clock) {
        this.conflictStore = conflictStore;
        this.claims = claims;
        this.assignments = assignments;
        this.guestOperations = guestOperations;
        this.cordons = cordons;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Orders the fence, refuses the claims that wait, and cordons the host: all of it, or nothing if something has changed. */
    void begin(Conflict conflict, Assignment assignment) {
        transactions.executeWithoutResult(transaction -> {
            boolean ours = conflictStore.move(
                            conflict,
                            Transition.ISOLATE,
                            row -> {},
                            assignment.guestName()
                                    + " is suspended, bus mastering is cleared on every endpoint of its group,"
                                    + " and whoever claims one is refused")
                    && assignments.fence(assignment);
            if (ours) {
                claims.refuseWaiting(
                        conflict.id(),
                        assignment.guestName() + " cannot be ended; its group is fenced until the host is repaired");
                cordons.fence(conflict.host(), conflict.id(), assignment.guestName());
            } else {
                transaction.setRollbackOnly();
            }
        });
    }

    /**
     * Stops the guest's processors; whether that is done now. A monitor that does not answer is no reason to go without the rest, and
     * is asked again.
     */
    boolean suspend(Conflict conflict, Assignment assignment) {
        try {
            guestOperations.suspend(assignment.share(), conflict.ladder().guestRun());
            return conflictStore.note(conflict, row -> row.suspendedAt(clock.instant()));
        } catch (GuestException failure) {
            LOG.debug("{} is fenced, and cannot be suspended: {}", assignment.guestName(), failure.getMessage());
            return false;
        }
    }
}
