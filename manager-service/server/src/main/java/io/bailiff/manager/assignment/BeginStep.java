// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.FAILED;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.step.Next;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The step of REQUESTED: orders the agent to detach the group, and sets the deadline. If the guard has stopped since the request, the
 * assignment fails instead: the agent has no order yet, and the group is with the host.
 */
@Component
class BeginStep {

    private final AssignmentStore assignmentStore;
    private final AssignmentMoves direction;
    private final GuardRule guard;
    private final Hosts hosts;
    private final Inventories inventories;
    private final AssignmentProperties properties;
    private final Deadlines deadlines;

    BeginStep(
            AssignmentStore assignmentStore,
            AssignmentMoves direction,
            GuardRule guard,
            Hosts hosts,
            Inventories inventories,
            AssignmentProperties properties,
            Deadlines deadlines) {
        this.assignmentStore = assignmentStore;
        this.direction = direction;
        this.guard = guard;
        this.hosts = hosts;
        this.inventories = inventories;
        this.properties = properties;
        this.deadlines = deadlines;
    }

    Next step(Assignment assignment) {
        Host host = hosts.get(assignment.host());
        Optional<Inventory> inventory = inventories.latest(assignment.host());
        Optional<Problem> refusal = inventory.flatMap(known -> guard.refusal(host, known));
        if (refusal.isPresent()) {
            refuse(assignment, refusal.get());
        } else {
            order(assignment, host, inventory.map(known -> known.report().bootId()));
        }
        return Next.NOW;
    }

    private void order(Assignment assignment, Host host, Optional<String> bootId) {
        assignmentStore.move(
                assignment,
                Transition.DETACH,
                row -> {
                    row.bootId = bootId.orElse(null);
                    row.deadline = deadlines.after(properties.detachDeadline());
                    direction.order(row, Want.DETACHED, false);
                },
                Entry.own(
                        "detach-ordered", "The agent of " + host.name() + " detaches the group from its host drivers"));
    }

    private void refuse(Assignment assignment, Problem refusal) {
        assignmentStore.move(
                assignment,
                Transition.REFUSE_UNGUARDED,
                row -> {
                    row.ending = FAILED;
                    row.reason = AssignmentMoves.shortened(refusal.detail());
                },
                Entry.own("guard-not-working", refusal.detail() + ". " + refusal.remedy()),
                Entry.own("assignment-failed", "The group is with its host drivers, as before the assignment"));
    }
}
