// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.FAILED;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.step.Next;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The step of DETACHING: waits until the agent has detached the group from its host drivers, or undoes the assignment. */
@Component
class DetachStep {

    private final AssignmentStore assignmentStore;
    private final AssignmentMoves direction;
    private final GuestOperations guestOperations;
    private final Hosts hosts;
    private final Inventories inventories;
    private final AssignmentProperties properties;
    private final Deadlines deadlines;

    DetachStep(
            AssignmentStore assignmentStore,
            AssignmentMoves direction,
            GuestOperations guestOperations,
            Hosts hosts,
            Inventories inventories,
            AssignmentProperties properties,
            Deadlines deadlines) {
        this.assignmentStore = assignmentStore;
        this.direction = direction;
        this.guestOperations = guestOperations;
        this.hosts = hosts;
        this.inventories = inventories;
        this.properties = properties;
        this.deadlines = deadlines;
    }

    /** Waits until the agent reports the order as done and also the group as detached. */
    Next step(Assignment assignment) {
        Optional<Inventory> inventory = inventories.latest(assignment.host());
        Optional<OrderOutcome> outcome =
                inventory.flatMap(known -> known.outcome(assignment.progress().operation()));
        Optional<IommuGroupReport> group = inventory.flatMap(known -> known.group(assignment.group()));
        if (outcome.isPresent()) {
            Status status = outcome.get().status();
            if (status == Status.DONE && group.filter(DetachStep::isDetached).isPresent()) {
                return detached(assignment);
            }
            if (status == Status.FAILED || status == Status.STUCK) {
                return failed(assignment, status, group, outcome.get().message());
            }
        }
        return waited(assignment);
    }

    private Next detached(Assignment assignment) {
        assignmentStore.move(
                assignment,
                Transition.ATTACH,
                row -> row.deadline = deadlines.after(properties.attachDeadline()),
                new Entry("group-detached", agent(assignment), "Every endpoint of the group is detached"));
        return Next.NOW;
    }

    private static boolean isDetached(IommuGroupReport group) {
        return group.state() == GroupState.DETACHED;
    }

    /** Returns true if the agent holds nothing of the group: the group is as before, with the host or on vfio drivers of the host's own choice. */
    private static boolean isLeftAlone(IommuGroupReport group) {
        return group.owner() == null && group.state() != GroupState.UNKNOWN;
    }

    private Next failed(Assignment assignment, Status status, Optional<IommuGroupReport> group, String message) {
        String reason = "The agent could not detach the group: " + message;
        Entry entry = new Entry("detach-failed", agent(assignment), reason);
        boolean unchanged =
                status == Status.FAILED && group.filter(DetachStep::isLeftAlone).isPresent();
        return undo(assignment, reason, entry, () -> {
            if (unchanged) {
                end(assignment, reason, entry);
            } else {
                direction.reattach(
                        assignment,
                        Transition.UNDO_DETACH,
                        FAILED,
                        reason,
                        entry,
                        Entry.own(
                                "reattach-ordered",
                                "The agent does not report the group with its host drivers: the agent reattaches the group"));
            }
        });
    }

    private void end(Assignment assignment, String reason, Entry entry) {
        assignmentStore.move(
                assignment,
                Transition.FAIL_DETACH,
                row -> {
                    row.ending = FAILED;
                    row.reason = AssignmentMoves.shortened(reason);
                },
                entry,
                Entry.own("assignment-failed", "The group is with its host drivers, as before the assignment"));
    }

    /**
     * Undoes the assignment. After another boot of the host, the definition of the guest may already have functions of the group: the guest
     * then loses the functions first. Waits while libvirt cannot show the definition.
     */
    private Next undo(Assignment assignment, String reason, Entry entry, Runnable withoutGuest) {
        try {
            if (guestOperations.look(assignment.share()).defined()) {
                direction.release(assignment, Transition.UNDO_DETACH_IN_GUEST, FAILED, reason, entry);
            } else {
                withoutGuest.run();
            }
            return Next.NOW;
        } catch (GuestException notNow) {
            assignmentStore.problemIfLate(
                    assignment,
                    AssignmentMoves.shortened(
                            reason + ". libvirt cannot show the guest's definition: " + notNow.getMessage()),
                    properties.look());
            return Next.after(properties.look());
        }
    }

    private Next waited(Assignment assignment) {
        Instant deadline = assignment.progress().deadline();
        if (!deadlines.isOver(deadline, properties.detachDeadline())) {
            return deadlines.look(properties.look(), deadline, properties.detachDeadline());
        }
        String reason = "The agent of " + host(assignment) + " did not report the group detached within "
                + properties.detachDeadline().toSeconds() + " s";
        Entry entry = Entry.own("detach-timed-out", reason + ": the agent reattaches the group");
        return undo(
                assignment,
                reason,
                entry,
                () -> direction.reattach(assignment, Transition.UNDO_DETACH, FAILED, reason, entry));
    }

    private String host(Assignment assignment) {
        return hosts.name(assignment.host());
    }

    private String agent(Assignment assignment) {
        return "agent of " + host(assignment);
    }
}
