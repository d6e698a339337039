package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.manager.agent.Orders;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Entry;
import org.springframework.stereotype.Component;

/** Sends assignments on their way: the moves that more than one state makes, with the orders that go with them. */
@Component
class AssignmentMoves {

    private final AssignmentStore assignmentStore;
    private final Orders orders;

    AssignmentMoves(AssignmentStore assignmentStore, Orders orders) {
        this.assignmentStore = assignmentStore;
        this.orders = orders;
    }

    /** The agent is told something new; part of a change. */
    void order(AssignmentRow row, Want want, boolean watchUse) {
        row.nextOperation();
        place(row, want, watchUse);
    }

    /** The guest is to let go: by being asked ({@code RELEASING}), or by whatever a conflict does to it ({@code EVICTING}). */
    boolean release(Assignment seen, Transition transition, AssignmentState ending, String reason, Entry entry) {
        return assignmentStore.move(
                seen,
                transition,
                row -> {
                    row.endInterruption();
                    if (transition == Transition.EVICT) {
                        row.interrupt(new Interruption(seen.state(), row.ending, row.reason));
                    }
                    row.lateUntil = null;
                    row.lateRun = null;
                    row.definitionPending = false;
                    row.ending = ending;
                    row.reason = shortened(reason);
                    row.askedAt = null;
                    row.releaseRevision = null;
                    // With the wish to hear at once when the group is let go of.
                    orderStands(row, true);
                },
                entry);
    }

    /** The guest cannot be ended: the agent is to keep its group away from everything. */
    boolean fence(Assignment seen) {
        return assignmentStore.note(seen, row -> {
            row.fenced = true;
            order(row, Want.FENCED, true);
        });
    }

    /**
     * The host is repaired: the group is waited for again, as if the guest had just let go. The order to fence it stands until the
     * order to give it back takes its place.
     */
    boolean unfence(Assignment seen) {
        return assignmentStore.note(seen, row -> {
            row.fenced = false;
            row.problem = null;
            row.releaseRevision = null;
        });
    }

    /** The order to detach the group stands, if there is one; part of a change. */
    void orderStands(AssignmentRow row, boolean watchUse) {
        if (row.operationId != null) {
            place(row, Want.DETACHED, watchUse);
        }
    }

    /** Nobody has the group: it goes back to the host. */
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
                        row.guestName));
    }

    static String shortened(String text) {
        return text.length() > 2000 ? text.substring(0, 2000) : text;
    }
}
