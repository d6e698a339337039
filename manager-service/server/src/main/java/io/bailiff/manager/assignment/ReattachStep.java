// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.step.Next;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The step of REATTACHING: has the agent reattach the group to its host drivers. The assignment owns the group until the agent reports the
 * order as done and the group with the host. A failed order is given again, at growing intervals, without end.
 */
@Component
class ReattachStep {

    private final AssignmentStore assignmentStore;
    private final Retries retries;
    private final Hosts hosts;
    private final Inventories inventories;
    private final AssignmentProperties properties;

    ReattachStep(
            AssignmentStore assignmentStore,
            Retries retries,
            Hosts hosts,
            Inventories inventories,
            AssignmentProperties properties) {
        this.assignmentStore = assignmentStore;
        this.retries = retries;
        this.hosts = hosts;
        this.inventories = inventories;
        this.properties = properties;
    }

    Next step(Assignment assignment) {
        Host host = hosts.get(assignment.host());
        Optional<Inventory> inventory = inventories.latest(host.id());
        Optional<OrderOutcome> outcome =
                inventory.flatMap(known -> known.outcome(assignment.progress().operation()));
        if (inventory.isEmpty() || outcome.isEmpty()) {
            return waiting(
                    assignment,
                    host.connected() ? lastFailure(assignment) : "the agent of " + host.name() + " is away");
        }
        Optional<IommuGroupReport> group = assignment.groupIn(inventory.get());
        return switch (outcome.get().status()) {
            case IN_PROGRESS -> {
                assignmentStore.problemIfLate(
                        assignment, group.flatMap(FreeStep::openIn).orElse(lastFailure(assignment)), properties.look());
                yield Next.after(properties.look());
            }
            case STUCK ->
                waiting(
                        assignment,
                        "the group is not reattached, and the agent retries: "
                                + outcome.get().message());
            case FAILED -> failed(assignment, outcome.get().message());
            case DONE ->
                group.filter(known -> isBack(assignment, known))
                        .map(known -> back(assignment, host, known))
                        .orElseGet(() -> failed(
                                assignment,
                                "the agent reports the order as done, and the group "
                                        + group.map(known -> known.state().toString())
                                                .orElse("as missing")));
        };
    }

    /**
     * Returns true if the agent has reattached the group. A group that was on vfio drivers before the loan returns to these drivers, and
     * is never with the host.
     */
    private static boolean isBack(Assignment assignment, IommuGroupReport group) {
        boolean isAsBefore = group.owner() == null
                && group.state() != GroupState.UNKNOWN
                && assignment.members().stream().allMatch(member -> isOnFormerDriver(member, group));
        return group.state() == GroupState.WITH_HOST || isAsBefore;
    }

    private static boolean isOnFormerDriver(Member member, IommuGroupReport group) {
        return group.members().stream()
                .filter(function -> function.address().equals(member.address()))
                .anyMatch(function -> Objects.equals(function.driver(), member.hostDriver()));
    }

    private Next back(Assignment assignment, Host host, IommuGroupReport group) {
        AssignmentState ending = assignment.progress().ending();
        if (ending == null) {
            throw new IllegalStateException("Assignment " + assignment.id() + " is REATTACHING without an ending");
        }
        assignmentStore.move(
                assignment,
                Transition.end(ending),
                row -> {},
                new Entry(
                        "host-drivers-back",
                        "agent of " + host.name(),
                        "The host drivers are bound again: " + drivers(assignment, group)),
                Entry.own("assignment-" + ending.name().toLowerCase(Locale.ROOT), ended(assignment, ending)));
        return Next.DONE;
    }

    private static String ended(Assignment assignment, AssignmentState ending) {
        return "The assignment has ended (" + ending.name().toLowerCase(Locale.ROOT) + "): "
                + assignment.progress().reason();
    }

    private static String drivers(Assignment assignment, IommuGroupReport group) {
        return group.members().stream()
                .filter(member -> assignment.hasMember(member.address()))
                .map(member -> member.address() + " on " + (member.driver() == null ? "no driver" : member.driver()))
                .collect(Collectors.joining(", "));
    }

    /** Returns the reason of the last failure while the order is not done yet; null if no attempt has failed. */
    private static @Nullable String lastFailure(Assignment assignment) {
        return assignment.progress().failures() > 0 ? assignment.progress().problem() : null;
    }

    private Next failed(Assignment assignment, String message) {
        return retries.failed(assignment, Retries.Order.REATTACH, message, properties.retryMost());
    }

    private Next waiting(Assignment assignment, @Nullable String problem) {
        assignmentStore.problem(assignment, problem);
        return Next.after(properties.look());
    }
}
