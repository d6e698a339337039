package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.RELEASED;
import static io.bailiff.manager.api.AssignmentState.RELEASING;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.manager.assignment.GuestAttachment.Outcome;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * ACTIVE: stands, until the guest is gone for good. A guest that is off, or that cannot be seen, is not gone. What its definition
 * still lacks is tried again, for ever.
 */
@Component
class ActiveStep {

    private final Ledger ledger;
    private final Direction direction;
    private final GuestSide guestSide;
    private final GuestAttachment attachment;
    private final Inventories inventories;
    private final LateRelease lateRelease;
    private final Retries retries;
    private final AssignmentProperties properties;

    ActiveStep(
            Ledger ledger,
            Direction direction,
            GuestSide guestSide,
            GuestAttachment attachment,
            Inventories inventories,
            LateRelease lateRelease,
            Retries retries,
            AssignmentProperties properties) {
        this.ledger = ledger;
        this.direction = direction;
        this.guestSide = guestSide;
        this.attachment = attachment;
        this.inventories = inventories;
        this.lateRelease = lateRelease;
        this.retries = retries;
        this.properties = properties;
    }

    Optional<Duration> step(Assignment assignment) {
        Optional<Inventory> inventory = inventories.latest(assignment.host());
        if (inventory.isPresent() && bootedSince(assignment, inventory.get())) {
            return orderAgain(assignment, inventory.get());
        }
        try {
            Holding holding = guestSide.look(assignment.share());
            if (holding.guest().isEmpty()) {
                return guestGone(assignment);
            }
            if (lateRelease.noticed(assignment, holding)) {
                return Look.NOW;
            }
            return inventory.isPresent() ? standing(assignment, inventory.get(), holding) : looked(assignment, null);
        } catch (GuestException notNow) {
            return looked(assignment, notNow.getMessage());
        }
    }

    private Optional<Duration> looked(Assignment assignment, @Nullable String problem) {
        ledger.problem(assignment, problem);
        return Look.in(properties.lookAtActive());
    }

    /** After another boot the group may not be what it was, or the agent not manage to take it: the guest cannot start then. */
    private Optional<Duration> standing(Assignment assignment, Inventory inventory, Holding holding)
            throws GuestException {
        Optional<String> change = GroupChange.of(assignment, inventory);
        if (change.isPresent()) {
            return looked(
                    assignment,
                    "the group is not what was lent: " + change.get() + ". " + assignment.guestName()
                            + " cannot have it as it is; give it back (DELETE /api/v1/assignments/" + assignment.id()
                            + ") and lend it again, with consent to what is in it now");
        }
        return ordered(assignment, inventory.outcome(assignment.way().operation()), holding);
    }

    private Optional<Duration> ordered(Assignment assignment, Optional<OrderOutcome> outcome, Holding holding)
            throws GuestException {
        String message = outcome.map(OrderOutcome::message).orElse("");
        return switch (outcome.map(OrderOutcome::status).orElse(Status.IN_PROGRESS)) {
            // What kept it from being done before is over when it is done.
            case IN_PROGRESS ->
                looked(
                        assignment,
                        assignment.way().failures() > 0 || assignment.way().definitionPending()
                                ? assignment.way().problem()
                                : null);
            case FAILED -> retries.failed(assignment, Retries.Order.DETACH, message, properties.lookAtActive());
            case STUCK ->
                looked(assignment, "the group is not away from the host, and the agent goes on trying: " + message);
            case DONE -> assignment.way().definitionPending() ? define(assignment, holding) : looked(assignment, null);
        };
    }

    /** The group is the guest's to have: what its definition lacks can be given to it now. */
    private Optional<Duration> define(Assignment assignment, Holding holding) throws GuestException {
        Outcome after = attachment.complete(assignment, holding);
        if (after.isWhole()) {
            ledger.note(
                    assignment,
                    row -> {
                        row.definitionPending = false;
                        row.problem = null;
                    },
                    new Entry(
                            "definition-has-functions",
                            "libvirt",
                            "The definition of " + assignment.guestName() + " has " + assignment.functionList()));
            return Look.NOW;
        }
        ledger.problem(assignment, after.problem());
        return Look.in(properties.look());
    }

    private static boolean bootedSince(Assignment assignment, Inventory inventory) {
        return !inventory.report().bootId().equals(assignment.way().bootId());
    }

    /** Pins do not outlive a boot: the group is to be detached once more, by an operation that the agent has not done yet. */
    private Optional<Duration> orderAgain(Assignment assignment, Inventory inventory) {
        ledger.note(
                assignment,
                row -> {
                    row.bootId = inventory.report().bootId();
                    row.failures = 0;
                    row.retryAt = null;
                    direction.order(row, Want.DETACHED, false);
                },
                Entry.own(
                        "detach-ordered",
                        "The host has been booted again: the agent is to take the group from it again"));
        return Look.NOW;
    }

    private Optional<Duration> guestGone(Assignment assignment) {
        String reason = "libvirt says that there is no guest " + assignment.guestName() + " any more";
        direction.release(
                assignment,
                RELEASING,
                RELEASED,
                reason,
                new Entry("guest-gone", "libvirt", reason + "; its group goes back"));
        return Look.NOW;
    }
}
