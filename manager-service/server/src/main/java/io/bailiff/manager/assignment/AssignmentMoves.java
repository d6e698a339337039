// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.manager.agent.AllowedUses;
import io.bailiff.manager.agent.Orders;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Entry;
import org.springframework.stereotype.Component;

/** Makes the transitions shared by several states of an assignment, each with its order to the agent. */
@Component
class AssignmentMoves {

    private final AssignmentStore assignmentStore;
    private final Orders orders;

    AssignmentMoves(AssignmentStore assignmentStore, Orders orders) {
        this.assignmentStore = assignmentStore;
        this.orders = orders;
    }

    /** Gives the agent a new order under a new operation id; part of a change. */
    void order(AssignmentRow row, Want want, boolean watchUse) {
        row.nextOperation();
        place(row, want, watchUse);
    }

    /**
     * Begins the release of the group by the guest. Release requests to the guest ({@code RELEASING}), or the rungs of a conflict
     * ({@code EVICTING}), follow. An existing order to detach the group stays in force.
     */
    boolean release(Assignment seen, Transition transition, AssignmentState ending, String reason, Entry... entries) {
        return assignmentStore.move(
                seen,
                transition,
                row -> {
                    row.endInterruption();
                    if (transition == Transition.EVICT) {
                        row.interrupt(new Interruption(seen.state(), row.ending, row.reason));
                    }
                    row.lateUntil = null;
                    row.lateInstance = null;
                    row.definitionPending = false;
                    row.drift = null;
                    row.ending = ending;
                    row.reason = shortened(reason);
                    row.askedAt = null;
                    row.releaseRevision = null;
                    // The agent is to report the release of the group at once.
                    orderStands(row, true);
                },
                entries);
    }

    /**
     * Fences the group of a guest whose process cannot be ended. The agent is to keep the group detached, without bus mastering, and to
     * reject every claim.
     */
    boolean fence(Assignment seen) {
        return assignmentStore.note(seen, row -> {
            row.fenced = true;
            order(row, Want.FENCED, true);
        });
    }

    /**
     * Ends the fence after a repair of the host. The assignment waits for the release of the group again, as if the guest had just released
     * its functions. The order to fence the group stays in force until the order to reattach the group replaces it.
     */
    boolean unfence(Assignment seen) {
        return assignmentStore.note(seen, row -> {
            row.fenced = false;
            row.problem = null;
            row.releaseRevision = null;
        });
    }

    /** Keeps the order to detach the group in force, if the agent was given any order; part of a change. */
    void orderStands(AssignmentRow row, boolean watchUse) {
        if (row.operationId != null) {
            place(row, Want.DETACHED, watchUse);
        }
    }

    /**
     * Orders the agent to reattach the group to its host drivers, because no guest has the group any more. Resets the count of failures.
     */
    boolean reattach(Assignment seen, Transition transition, AssignmentState ending, String reason, Entry... entries) {
        return assignmentStore.move(
                seen,
                transition,
                row -> {
                    row.ending = ending;
                    row.reason = shortened(reason);
                    row.failures = 0;
                    order(row, Want.WITH_HOST, true);
                },
                entries);
    }

    private void place(AssignmentRow row, Want want, boolean watchUse) {
        orders.place(
                row.hostId,
                new GroupOrder(
                        String.valueOf(row.operationId),
                        new GroupFingerprint(row.fingerprint),
                        want,
                        watchUse,
                        row.id.toString(),
                        row.guestName,
                        AllowedUses.ofColumn(row.allowed).codes()));
    }

    static String shortened(String text) {
        return text.length() > 2000 ? text.substring(0, 2000) : text;
    }
}
