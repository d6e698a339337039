// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Gives failed orders to the agent again: at growing intervals, without end. */
@Component
class Retries {

    private final AssignmentStore assignmentStore;
    private final AssignmentMoves direction;
    private final Hosts hosts;
    private final AssignmentProperties properties;
    private final Clock clock;

    Retries(
            AssignmentStore assignmentStore,
            AssignmentMoves direction,
            Hosts hosts,
            AssignmentProperties properties,
            @Monotonic Clock clock) {
        this.assignmentStore = assignmentStore;
        this.direction = direction;
        this.hosts = hosts;
        this.properties = properties;
        this.clock = clock;
    }

    /** A kind of order to the agent, with its texts for the timeline. */
    enum Order {
        DETACH(Want.DETACHED, false, "detach", "to detach the group", "the agent could not detach the group"),
        REATTACH(
                Want.WITH_HOST,
                true,
                "reattach",
                "to reattach the group",
                "the agent could not reattach the group, and the assignment keeps the group");

        private final Want want;
        private final boolean watchUse;
        private final String name;
        private final String aim;
        private final String failure;

        Order(Want want, boolean watchUse, String name, String aim, String failure) {
            this.want = want;
            this.watchUse = watchUse;
            this.name = name;
            this.aim = aim;
            this.failure = failure;
        }
    }

    /**
     * Records the failure of an order, or gives the order again after the pause.
     *
     * @param message the agent's message
     * @param look the longest pause until the next step
     */
    Next failed(Assignment assignment, Order order, String message, Duration look) {
        Instant retryAt = assignment.progress().retryAt();
        if (retryAt == null) {
            return record(assignment, order, message);
        }
        if (clock.instant().isBefore(retryAt)) {
            return Next.after(look, clock.instant(), retryAt);
        }
        assignmentStore.note(
                assignment,
                row -> {
                    row.retryAt = null;
                    direction.order(row, order.want, order.watchUse);
                },
                Entry.own(order.name + "-ordered", "The agent tries again " + order.aim));
        return Next.NOW;
    }

    private Next record(Assignment assignment, Order order, String message) {
        Duration pause = properties.retryAfter(assignment.progress().failures() + 1);
        String problem = order.failure + ": " + message;
        assignmentStore.note(
                assignment,
                row -> {
                    row.failures++;
                    row.retryAt = clock.instant().plus(pause);
                    row.problem = AssignmentMoves.shortened(problem);
                },
                new Entry(
                        order.name + "-failed",
                        "agent of " + hosts.name(assignment.host()),
                        problem + ". The next attempt is in " + pause.toSeconds() + " s."));
        return Next.NOW;
    }
}
