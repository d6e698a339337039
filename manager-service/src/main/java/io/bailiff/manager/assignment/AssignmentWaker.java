package io.bailiff.manager.assignment;

import io.bailiff.manager.guest.GuestHappening;
import io.bailiff.manager.host.HostReported;
import io.bailiff.manager.step.Steps;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Has assignments looked at when something happened on their host. */
@Component
class AssignmentWaker {

    private final AssignmentRows rows;
    private final Steps steps;

    AssignmentWaker(AssignmentRows rows, Steps steps) {
        this.rows = rows;
        this.steps = steps;
    }

    @EventListener
    void reported(HostReported reported) {
        wake(rows.liveOnHost(reported.host()));
    }

    @EventListener
    void happened(GuestHappening happening) {
        wake(happening
                .guest()
                .map(guest -> rows.liveOfGuest(happening.host(), guest))
                .orElseGet(() -> rows.liveOnHost(happening.host())));
    }

    private void wake(List<UUID> assignments) {
        assignments.forEach(id -> steps.wake(AssignmentStepper.KIND, id));
    }
}
