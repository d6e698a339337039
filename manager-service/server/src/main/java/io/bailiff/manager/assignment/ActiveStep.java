// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.RELEASED;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.manager.assignment.GuestAttachment.Outcome;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.step.Next;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The step of ACTIVE: keeps the assignment until libvirt has no such guest any more, or until every function is gone from the host. A guest that is off, or hidden because libvirt is
 * away, does not count as gone. Functions missing from the guest's definition are added again and again, without a deadline.
 */
@Component
class ActiveStep {

    private final AssignmentStore assignmentStore;
    private final AssignmentMoves direction;
    private final GuestAttachment attachment;
    private final Inventories inventories;
    private final GuestDifferences differences;
    private final Retries retries;
    private final AssignmentProperties properties;

    ActiveStep(
            AssignmentStore assignmentStore,
            AssignmentMoves direction,
            GuestAttachment attachment,
            Inventories inventories,
            GuestDifferences differences,
            Retries retries,
            AssignmentProperties properties) {
        this.assignmentStore = assignmentStore;
        this.direction = direction;
        this.attachment = attachment;
        this.inventories = inventories;
        this.differences = differences;
        this.retries = retries;
        this.properties = properties;
    }

    Next step(Assignment assignment) {
        Optional<Inventory> inventory = inventories.latest(assignment.host());
        if (inventory.isPresent() && bootedSince(assignment, inventory.get())) {
            return orderAgain(assignment, inventory.get());
        }
        if (inventory.isPresent() && GoneGroup.isReported(assignment, inventory.get())) {
            return groupGone(assignment);
        }
        try {
            Holding holding = attachment.look(assignment);
            if (holding.guest().isEmpty()) {
                return guestGone(assignment);
            }
            if (differences.noticed(assignment, inventory, holding)) {
                return Next.NOW;
            }
            return inventory.isPresent() ? standing(assignment, inventory.get(), holding) : looked(assignment, null);
        } catch (GuestException notNow) {
            assignmentStore.problemIfLate(assignment, notNow.getMessage(), properties.lookAtActive());
            return Next.after(properties.lookAtActive());
        }
    }

    private Next looked(Assignment assignment, @Nullable String problem) {
        assignmentStore.problem(assignment, problem);
        return Next.after(properties.lookAtActive());
    }

    /**
     * Compares the group with the group that was lent, then examines the order to detach the group. After another boot of the host the
     * group may have changed, or the agent may fail to detach the group: the guest cannot start then.
     */
    private Next standing(Assignment assignment, Inventory inventory, Holding holding) throws GuestException {
        Optional<String> change = GroupChange.of(assignment, inventory);
        if (change.isPresent()) {
            return looked(
                    assignment,
                    "the members of the group have changed since the loan: " + change.get()
                            + ". The host keeps the group. DELETE /api/v1/assignments/" + assignment.id()
                            + ", then request a new assignment with consent to the present members.");
        }
        return ordered(assignment, inventory.outcome(assignment.progress().operation()), holding);
    }

    private Next ordered(Assignment assignment, Optional<OrderOutcome> outcome, Holding holding) throws GuestException {
        String message = outcome.map(OrderOutcome::message).orElse("");
        return switch (outcome.map(OrderOutcome::status).orElse(Status.IN_PROGRESS)) {
            // The reason of an earlier failure, or of a pending definition, stays until the order is done.
            case IN_PROGRESS ->
                looked(
                        assignment,
                        assignment.progress().failures() > 0
                                        || assignment.progress().definitionPending()
                                ? assignment.progress().problem()
                                : null);
            case FAILED -> retries.failed(assignment, Retries.Order.DETACH, message, properties.lookAtActive());
            case STUCK -> looked(assignment, "the group is not detached, and the agent retries: " + message);
            case DONE ->
                assignment.progress().definitionPending() ? define(assignment, holding) : looked(assignment, null);
        };
    }

    /** Adds the missing functions to the guest's definition: the group is detached, so the guest can have them now. */
    private Next define(Assignment assignment, Holding holding) throws GuestException {
        Outcome after = attachment.complete(assignment, holding);
        if (after.isWhole()) {
            assignmentStore.note(
                    assignment,
                    row -> {
                        row.definitionPending = false;
                        row.problem = null;
                    },
                    new Entry(
                            "definition-has-functions",
                            "libvirt",
                            "The definition of " + assignment.shownGuest() + " now has " + assignment.functionList()));
            return Next.NOW;
        }
        assignmentStore.problem(assignment, after.problem());
        return Next.after(properties.look());
    }

    private static boolean bootedSince(Assignment assignment, Inventory inventory) {
        return !inventory.report().bootId().equals(assignment.progress().bootId());
    }

    /**
     * Orders the agent to detach the group again, because pins do not survive a boot of the host. The order has a new operation id, since
     * the agent executes each operation only once.
     */
    private Next orderAgain(Assignment assignment, Inventory inventory) {
        assignmentStore.note(
                assignment,
                row -> {
                    row.bootId = inventory.report().bootId();
                    row.failures = 0;
                    row.retryAt = null;
                    direction.order(row, Want.DETACHED, false);
                },
                Entry.own("detach-ordered", "The host has been booted again: the agent detaches the group again"));
        return Next.NOW;
    }

    private Next groupGone(Assignment assignment) {
        String reason = GoneGroup.text(assignment);
        direction.release(
                assignment,
                Transition.GROUP_GONE,
                RELEASED,
                reason,
                Entry.own("group-gone", reason + ". The assignment ends"));
        return Next.NOW;
    }

    private Next guestGone(Assignment assignment) {
        String reason = "libvirt no longer has a guest " + assignment.shownGuest();
        direction.release(
                assignment,
                Transition.GUEST_GONE,
                RELEASED,
                reason,
                new Entry("guest-gone", "libvirt", reason + ": the agent reattaches the group"));
        return Next.NOW;
    }
}
