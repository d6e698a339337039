package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.AssignmentMoved;
import io.bailiff.manager.assignment.Assignments;
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
    private final Assignments assignments;
    private final Steps steps;

    ConflictWaker(ConflictRows rows, Assignments assignments, Steps steps) {
        this.rows = rows;
        this.assignments = assignments;
        this.steps = steps;
    }

    @EventListener
    void moved(AssignmentMoved moved) {
        wake(rows.openOf(moved.assignment()));
    }

    @EventListener
    void happened(GuestHappening happening) {
        wake(happening
                .guest()
                .map(guest -> openOf(happening.host(), guest))
                .orElseGet(() -> rows.openOnHost(happening.host())));
    }

    private List<UUID> openOf(UUID host, UUID guest) {
        return assignments.liveOfGuest(host, guest).stream()
                .flatMap(assignment -> rows.openOf(assignment).stream())
                .toList();
    }

    @EventListener
    void reported(HostReported reported) {
        wake(rows.openOnHost(reported.host()));
    }

    private void wake(List<UUID> conflicts) {
        conflicts.forEach(id -> steps.wake(ConflictStepper.KIND, id));
    }
}
