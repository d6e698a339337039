// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.guest.GuestHappening;
import io.bailiff.manager.host.HostReported;
import io.bailiff.manager.step.Steps;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Wakes the live assignments concerned by a report or by a guest's event, and publishes their ids. */
@Component
class AssignmentWaker {

    private final AssignmentRows rows;
    private final AssignmentStore assignmentStore;
    private final Steps steps;
    private final ApplicationEventPublisher events;

    AssignmentWaker(
            AssignmentRows rows, AssignmentStore assignmentStore, Steps steps, ApplicationEventPublisher events) {
        this.rows = rows;
        this.assignmentStore = assignmentStore;
        this.steps = steps;
        this.events = events;
    }

    @EventListener
    void reported(HostReported reported) {
        wake(reported.host(), assignmentStore.concernedBy(reported));
    }

    @EventListener
    void happened(GuestHappening happening) {
        List<UUID> concerned = happening
                .guest()
                .map(guest -> rows.liveOfGuest(happening.host(), guest))
                .orElseGet(() -> rows.liveOnHost(happening.host()));
        wake(happening.host(), concerned);
    }

    private void wake(UUID host, List<UUID> assignments) {
        if (!assignments.isEmpty()) {
            assignments.forEach(id -> steps.wake(AssignmentStepper.KIND, id));
            events.publishEvent(new AssignmentsWoken(host, assignments));
        }
    }
}
