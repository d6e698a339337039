// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Texts;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.step.Next;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Waits until no process has the group open, then begins the reattach. An unknown use does not count as free. No process has a group open
 * whose functions are all gone from the host.
 */
@Component
class FreeStep {

    private final AssignmentStore assignmentStore;
    private final AssignmentMoves direction;
    private final Hosts hosts;
    private final Inventories inventories;
    private final AssignmentProperties properties;

    FreeStep(
            AssignmentStore assignmentStore,
            AssignmentMoves direction,
            Hosts hosts,
            Inventories inventories,
            AssignmentProperties properties) {
        this.assignmentStore = assignmentStore;
        this.direction = direction;
        this.hosts = hosts;
        this.inventories = inventories;
        this.properties = properties;
    }

    Next step(Assignment assignment) {
        Host host = hosts.get(assignment.host());
        Long revision = assignment.progress().releaseRevision();
        Optional<Inventory> report =
                inventories.latest(host.id()).filter(known -> revision != null && known.knows(revision));
        if (report.isEmpty()) {
            return waiting(assignment, host.connected() ? null : "the agent of " + host.name() + " is away");
        }
        Optional<GroupUse> use = assignment.groupIn(report.get()).map(IommuGroupReport::use);
        if (use.isEmpty()) {
            return GoneGroup.isCertain(assignment, report.get())
                    ? free(assignment, host, report.get())
                    : waiting(assignment, "the agent of " + host.name() + " no longer reports the group");
        }
        return switch (use.get().state()) {
            case FREE -> free(assignment, host, report.get());
            case IN_USE -> inUse(assignment, open(use.get()));
            case UNKNOWN ->
                waiting(
                        assignment,
                        "the use of the group is UNKNOWN: the agent of " + host.name()
                                + " cannot determine if a process has it open");
        };
    }

    private Next free(Assignment assignment, Host host, Inventory report) {
        AssignmentState ending = assignment.progress().ending();
        if (ending == null) {
            throw new IllegalStateException(
                    "Assignment " + assignment.id() + " is " + assignment.state() + " without an ending");
        }
        direction.reattach(
                assignment,
                Transition.REATTACH,
                ending,
                String.valueOf(assignment.progress().reason()),
                new Entry(
                        "group-free",
                        "agent of " + host.name(),
                        "No process has the group open (seen at "
                                + Texts.time(report.report().observedAt()) + " by the host's clock)"),
                Entry.own("reattach-ordered", "The agent reattaches the group to its host drivers"));
        return Next.NOW;
    }

    /** Stores the users as the problem. In EVICTING without a timeline entry: the conflict's entries in the same timeline name them. */
    private Next inUse(Assignment assignment, String problem) {
        if (assignment.state() != AssignmentState.EVICTING) {
            return waiting(assignment, problem);
        }
        assignmentStore.unrecordedProblemIfLate(assignment, problem, properties.look());
        return Next.after(properties.look());
    }

    private Next waiting(Assignment assignment, @Nullable String problem) {
        assignmentStore.problemIfLate(assignment, problem, properties.look());
        return Next.after(properties.look());
    }

    /** Returns the processes that have a group open, for people; empty unless the group is known to be in use. */
    static Optional<String> openIn(IommuGroupReport group) {
        return Optional.of(group.use())
                .filter(use -> use.state() == GroupUse.State.IN_USE)
                .map(FreeStep::open);
    }

    private static String open(GroupUse use) {
        return "processes have the group open: " + holders(use);
    }

    private static String holders(GroupUse use) {
        return use.holders().stream().map(GroupUse.Holder::description).collect(Collectors.joining(", "));
    }
}
