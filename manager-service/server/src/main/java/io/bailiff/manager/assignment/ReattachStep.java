// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.FunctionReport;
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
 * order as done and the group with the host. A failed order is given again, at growing intervals, without end, as long as a function of the
 * group is left on the host. A function that is gone has no host driver to wait for.
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
            case FAILED ->
                isLeftAlone(assignment, inventory.get(), group)
                        ? back(assignment, host, inventory.get())
                        : failed(assignment, outcome.get().message());
            case DONE ->
                isBack(assignment, inventory.get(), group)
                        ? back(assignment, host, inventory.get())
                        : failed(
                                assignment,
                                "the agent reports the order as done, and the group "
                                        + group.map(known -> known.state().toString())
                                                .orElse("as missing"));
        };
    }

    /**
     * Returns true if the agent has reattached the group. A group that was on vfio drivers before the loan returns to these drivers, and
     * is never with the host. A function that is gone from the host counts as reattached.
     */
    private static boolean isBack(Assignment assignment, Inventory inventory, Optional<IommuGroupReport> group) {
        return group.map(known -> known.state() == GroupState.WITH_HOST || isAsBefore(assignment, inventory, known))
                .orElseGet(() -> GoneGroup.isAbsent(assignment, inventory));
    }

    private static boolean isAsBefore(Assignment assignment, Inventory inventory, IommuGroupReport group) {
        return group.owner() == null
                && group.state() != GroupState.UNKNOWN
                && assignment.members().stream()
                        .filter(member ->
                                GoneGroup.onHost(inventory, member.address()).isPresent())
                        .allMatch(member -> isOnFormerDriver(member, group));
    }

    /**
     * Returns true if the agent has nothing to reattach, so that another order would fail again: after another boot of the host, the group
     * of the loan does not exist any more. Either every function is gone, or the functions left are with the host, in other groups.
     */
    private static boolean isLeftAlone(Assignment assignment, Inventory inventory, Optional<IommuGroupReport> group) {
        boolean exists = inventory.group(assignment.group()).isPresent();
        return !exists
                && (GoneGroup.isCertain(assignment, inventory)
                        || group.filter(known -> known.owner() == null && isBack(assignment, inventory, group))
                                .isPresent());
    }

    private static boolean isOnFormerDriver(Member member, IommuGroupReport group) {
        return group.members().stream()
                .filter(function -> function.address().equals(member.address()))
                .anyMatch(function -> Objects.equals(function.driver(), member.hostDriver()));
    }

    private Next back(Assignment assignment, Host host, Inventory inventory) {
        AssignmentState ending = assignment.progress().ending();
        if (ending == null) {
            throw new IllegalStateException("Assignment " + assignment.id() + " is REATTACHING without an ending");
        }
        assignmentStore.move(
                assignment,
                Transition.end(ending),
                row -> {},
                isGone(assignment, inventory)
                        ? new Entry("group-gone", "agent of " + host.name(), GoneGroup.text(assignment))
                        : new Entry(
                                "host-drivers-back",
                                "agent of " + host.name(),
                                "The host drivers are bound again: " + drivers(assignment, inventory)),
                Entry.own("assignment-" + ending.name().toLowerCase(Locale.ROOT), ended(assignment, ending)));
        return Next.DONE;
    }

    private static String ended(Assignment assignment, AssignmentState ending) {
        return "The assignment has ended (" + ending.name().toLowerCase(Locale.ROOT) + "): "
                + assignment.progress().reason();
    }

    private static boolean isGone(Assignment assignment, Inventory inventory) {
        return assignment.members().stream()
                .allMatch(
                        member -> GoneGroup.onHost(inventory, member.address()).isEmpty());
    }

    private static String drivers(Assignment assignment, Inventory inventory) {
        return assignment.members().stream()
                .map(Member::address)
                .sorted()
                .map(address -> GoneGroup.onHost(inventory, address)
                        .map(ReattachStep::driver)
                        .orElse(address + " is gone from the host"))
                .collect(Collectors.joining(", "));
    }

    private static String driver(FunctionReport function) {
        return function.address() + " on " + (function.driver() == null ? "no driver" : function.driver());
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
