package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.AssignmentMoved;
import io.bailiff.manager.guest.GuestHappening;
import io.bailiff.manager.host.HostReported;
import io.bailiff.manager.step.Steps;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Has conflicts looked at when something happened to their guest, their host or their assignment. */
@Component
class ConflictWaker {

    private final ConflictRows rows;
    private final Steps steps;

    ConflictWaker(ConflictRows rows, Steps steps) {
        this.rows = rows;
        this.steps = steps;
    }

    @EventListener
    void moved(AssignmentMoved moved) {
        wake(rows.openOf(moved.assignment()));
    }

    @EventListener
    void happened(GuestHappening happening) {
        wake(rows.openOnHost(happening.host()));
    }

    @EventListener
    void reported(HostReported reported) {
        wake(rows.openOnHost(reported.host()));
    }

    private void wake(List<UUID> conflicts) {
        conflicts.forEach(id -> steps.wake(ConflictStepper.KIND, id));
    }
}
