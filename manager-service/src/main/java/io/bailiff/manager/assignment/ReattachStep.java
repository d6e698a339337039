package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.time.Steady;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * REATTACHING: has the agent give the group back. Until the agent has done that and sees it with the host, the group is owned;
 * what fails is tried again, at growing intervals, for ever.
 */
@Component
class ReattachStep {

    private final Ledger ledger;
    private final Direction direction;
    private final Hosts hosts;
    private final Inventories inventories;
    private final AssignmentProperties properties;
    private final Clock clock;

    ReattachStep(
            Ledger ledger,
            Direction direction,
            Hosts hosts,
            Inventories inventories,
            AssignmentProperties properties,
            @Steady Clock clock) {
        this.ledger = ledger;
        this.direction = direction;
        this.hosts = hosts;
        this.inventories = inventories;
        this.properties = properties;
        this.clock = clock;
    }

    Optional<Duration> step(Assignment assignment) {
        Host host = hosts.get(assignment.host());
        Optional<Inventory> inventory = inventories.latest(host.id());
        Optional<OrderOutcome> outcome =
                inventory.flatMap(known -> known.outcome(assignment.way().operation()));
        if (inventory.isEmpty() || outcome.isEmpty()) {
            return waiting(
                    assignment,
                    host.connected() ? assignment.way().problem() : "the agent of " + host.name() + " is away");
        }
        Optional<IommuGroupReport> group = assignment.groupIn(inventory.get());
        return switch (outcome.get().status()) {
            case IN_PROGRESS -> waiting(assignment, assignment.way().problem());
            case STUCK ->
                waiting(
                        assignment,
                        "the group is neither with the guest nor with the host, and the agent goes on trying: "
                                + outcome.get().message());
            case FAILED -> failed(assignment, host, outcome.get().message());
            case DONE ->
                group.filter(known -> known.state() == GroupState.WITH_HOST)
                        .map(known -> back(assignment, host, known))
                        .orElseGet(() -> failed(
                                assignment,
                                host,
                                "the agent says it is done, but sees the group "
                                        + group.map(known -> known.state().toString())
                                                .orElse("not at all")));
        };
    }

    private Optional<Duration> back(Assignment assignment, Host host, IommuGroupReport group) {
        AssignmentState ending = assignment.way().ending();
        if (ending == null) {
            throw new IllegalStateException(assignment.id() + " is REATTACHING without an ending");
        }
        ledger.move(
                assignment,
                ending,
                row -> {},
                new Entry(
                        "host-drivers-back",
                        "agent of " + host.name(),
                        "With the host again: " + drivers(assignment, group)),
                Entry.own("assignment-" + ending.name().toLowerCase(Locale.ROOT), ended(assignment, ending)));
        return Look.NEVER;
    }

    private static String ended(Assignment assignment, AssignmentState ending) {
        return "The assignment is " + ending + ": " + assignment.way().reason();
    }

    private static String drivers(Assignment assignment, IommuGroupReport group) {
        return group.members().stream()
                .filter(member -> assignment.hasMember(member.address()))
                .map(member -> member.address() + " on " + (member.driver() == null ? "no driver" : member.driver()))
                .collect(Collectors.joining(", "));
    }

    private Optional<Duration> failed(Assignment assignment, Host host, String message) {
        Instant retryAt = assignment.way().retryAt();
        if (retryAt == null) {
            return recordFailure(assignment, host, message);
        }
        if (clock.instant().isBefore(retryAt)) {
            return Look.in(properties.retryMost(), retryAt, clock);
        }
        ledger.note(
                assignment,
                row -> {
                    row.retryAt = null;
                    direction.order(row, Want.WITH_HOST, true);
                },
                Entry.own("reattach-ordered", "The agent is to try again to give the group back"));
        return Look.NOW;
    }

    private Optional<Duration> recordFailure(Assignment assignment, Host host, String message) {
        Duration pause = properties.retryAfter(assignment.way().failures() + 1);
        String problem = "the group could not be given back to the host: " + message;
        ledger.note(
                assignment,
                row -> {
                    row.failures++;
                    row.retryAt = clock.instant().plus(pause);
                    row.problem = Direction.shortened(problem);
                },
                new Entry(
                        "reattach-failed",
                        "agent of " + host.name(),
                        problem + "; the group stays taken, and it is tried again in " + pause.toSeconds() + " s"));
        return Look.NOW;
    }

    private Optional<Duration> waiting(Assignment assignment, @Nullable String problem) {
        ledger.problem(assignment, problem);
        return Look.in(properties.look());
    }
}
