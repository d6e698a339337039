package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.ATTACHING;
import static io.bailiff.manager.api.AssignmentState.DETACHING;
import static io.bailiff.manager.api.AssignmentState.FAILED;
import static io.bailiff.manager.api.AssignmentState.RELEASING;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Has the agent take the group from the host. */
@Component
class DetachStep {

    private final Ledger ledger;
    private final Direction direction;
    private final GuestSide guestSide;
    private final Hosts hosts;
    private final Inventories inventories;
    private final AssignmentProperties properties;
    private final Deadlines deadlines;

    DetachStep(
            Ledger ledger,
            Direction direction,
            GuestSide guestSide,
            Hosts hosts,
            Inventories inventories,
            AssignmentProperties properties,
            Deadlines deadlines) {
        this.ledger = ledger;
        this.direction = direction;
        this.guestSide = guestSide;
        this.hosts = hosts;
        this.inventories = inventories;
        this.properties = properties;
        this.deadlines = deadlines;
    }

    /** REQUESTED: tells the agent. */
    Optional<Duration> begin(Assignment assignment) {
        String bootId = inventories
                .latest(assignment.host())
                .map(inventory -> inventory.report().bootId())
                .orElse(null);
        ledger.move(
                assignment,
                DETACHING,
                row -> {
                    row.bootId = bootId;
                    row.deadline = deadlines.after(properties.detachDeadline());
                    direction.order(row, Want.DETACHED, false);
                },
                Entry.own(
                        "detach-ordered", "The agent of " + host(assignment) + " is to take the group from the host"));
        return Look.NOW;
    }

    /** DETACHING: waits for the agent's word, and for its seeing the group detached. */
    Optional<Duration> step(Assignment assignment) {
        Optional<Inventory> inventory = inventories.latest(assignment.host());
        Optional<OrderOutcome> outcome =
                inventory.flatMap(known -> known.outcome(assignment.way().operation()));
        Optional<GroupState> state =
                inventory.flatMap(known -> known.group(assignment.group())).map(IommuGroupReport::state);
        if (outcome.isPresent()) {
            Status status = outcome.get().status();
            if (status == Status.DONE && state.equals(Optional.of(GroupState.DETACHED))) {
                return detached(assignment);
            }
            if (status == Status.FAILED || status == Status.STUCK) {
                return failed(assignment, status, state, outcome.get().message());
            }
        }
        return waited(assignment);
    }

    private Optional<Duration> detached(Assignment assignment) {
        ledger.move(
                assignment,
                ATTACHING,
                row -> row.deadline = deadlines.after(properties.attachDeadline()),
                new Entry("group-detached", agent(assignment), "Every endpoint of the group is away from the host"));
        return Look.NOW;
    }

    private Optional<Duration> failed(
            Assignment assignment, Status status, Optional<GroupState> state, String message) {
        String reason = "The group could not be taken from the host: " + message;
        Entry entry = new Entry("detach-failed", agent(assignment), reason);
        boolean withHost = status == Status.FAILED && state.equals(Optional.of(GroupState.WITH_HOST));
        return undo(assignment, reason, entry, () -> {
            if (withHost) {
                end(assignment, reason, entry);
            } else {
                direction.reattach(
                        assignment,
                        FAILED,
                        reason,
                        entry,
                        Entry.own(
                                "reattach-ordered",
                                "The group is not surely with the host: the agent is to give it back"));
            }
        });
    }

    private void end(Assignment assignment, String reason, Entry entry) {
        ledger.move(
                assignment,
                FAILED,
                row -> {
                    row.ending = FAILED;
                    row.reason = Direction.shortened(reason);
                },
                entry,
                Entry.own("assignment-failed", "Nothing has changed: the group is with the host"));
    }

    /** A group that is taken once more, after another boot, may be in the guest's definition already. Then the guest loses it first. */
    private Optional<Duration> undo(Assignment assignment, String reason, Entry entry, Runnable withoutGuest) {
        try {
            if (guestSide.look(assignment.share()).defined()) {
                direction.release(assignment, RELEASING, FAILED, reason, entry);
            } else {
                withoutGuest.run();
            }
            return Look.NOW;
        } catch (GuestException notNow) {
            ledger.problem(
                    assignment,
                    Direction.shortened(reason + "; what the guest has is not known: " + notNow.getMessage()));
            return Look.in(properties.look());
        }
    }

    private Optional<Duration> waited(Assignment assignment) {
        Instant deadline = assignment.way().deadline();
        if (!deadlines.isOver(deadline, properties.detachDeadline())) {
            return deadlines.look(properties.look(), deadline, properties.detachDeadline());
        }
        String reason = "The agent of " + host(assignment) + " did not report the group detached within "
                + properties.detachDeadline().toSeconds() + " s";
        Entry entry = Entry.own("detach-timed-out", reason + "; it is to give the group back");
        return undo(assignment, reason, entry, () -> direction.reattach(assignment, FAILED, reason, entry));
    }

    private String host(Assignment assignment) {
        return hosts.name(assignment.host());
    }

    private String agent(Assignment assignment) {
        return "agent of " + host(assignment);
    }
}
