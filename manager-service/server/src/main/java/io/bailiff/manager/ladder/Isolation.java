// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.assignment.Member;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.host.Cordons;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Isolates a guest whose process cannot be ended: the agent clears bus mastering, and libvirt suspends the guest. */
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

    /**
     * Orders the fence, refuses the waiting claims, and cordons the host. Changes nothing if the conflict or the assignment has changed
     * since the step read the data.
     */
    void begin(Conflict conflict, Assignment assignment) {
        String guest = Target.of(conflict, assignment).name();
        transactions.executeWithoutResult(transaction -> {
            boolean ours = conflictStore.move(
                            conflict,
                            Transition.ISOLATE,
                            row -> {},
                            "Bailiff suspends " + guest
                                    + " and cordons the host. The agent clears bus mastering on "
                                    + members(assignment)
                                    + " and denies every claim on these functions. Prepare to move the host's other guests"
                                    + " and to repair the host.")
                    && assignments.fence(assignment);
            if (ours) {
                claims.refuseWaiting(
                        conflict.id(),
                        "the process of " + guest
                                + " cannot be ended, and the group is fenced until the host is repaired");
                cordons.fence(conflict.host(), conflict.id(), guest);
            } else {
                transaction.setRollbackOnly();
            }
        });
    }

    /**
     * Suspends the guest's processors. A QEMU monitor that does not answer stops no other part of the isolation; the next step tries again.
     *
     * @return true if the guest is suspended now, and the time of the suspension is stored
     */
    boolean suspend(Conflict conflict, Assignment assignment) {
        Target target = Target.of(conflict, assignment);
        try {
            guestOperations.suspend(target.share(), conflict.ladder().domainInstance());
            return conflictStore.note(conflict, row -> row.suspendedAt(clock.instant()));
        } catch (GuestException failure) {
            LOG.debug(
                    "cannot suspend fenced guest guest={} conflict={} error={}",
                    target.name(),
                    conflict.id(),
                    failure.getMessage());
            return false;
        }
    }

    /** Returns the endpoints of a group for people. */
    static String members(Assignment assignment) {
        return Member.named(assignment.members());
    }
}
