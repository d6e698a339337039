package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.AssignmentMoved;
import io.bailiff.manager.assignment.AssignmentState;
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

    /** What begins to be taken from a guest has a conflict that begins with it. */
    @EventListener
    void moved(AssignmentMoved moved) {
        if (moved.state() != AssignmentState.EVICTING) {
            wake(List.of(moved.assignment()));
        }
    }

    @EventListener
    void happened(GuestHappening happening) {
        happening
                .guest()
                .ifPresentOrElse(
                        guest -> wake(assignments.liveOfGuest(happening.host(), guest)),
                        () -> rows.openOnHost(happening.host()).forEach(this::wake));
    }

    @EventListener
    void reported(HostReported reported) {
        wake(assignments.concernedBy(reported));
    }

    private void wake(List<UUID> assignmentsOfThem) {
        assignmentsOfThem.forEach(assignment -> rows.openOf(assignment).forEach(this::wake));
    }

    private void wake(UUID conflict) {
        steps.wake(ConflictStepper.KIND, conflict);
    }
}
