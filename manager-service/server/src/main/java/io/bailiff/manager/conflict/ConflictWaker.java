package io.bailiff.manager.conflict;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.AssignmentMoved;
import io.bailiff.manager.assignment.AssignmentsStirred;
import io.bailiff.manager.step.Steps;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Has conflicts looked at when their assignment has moved, or is looked at for something that happened on its host. */
@Component
class ConflictWaker {

    private final ConflictRows rows;
    private final Steps steps;

    ConflictWaker(ConflictRows rows, Steps steps) {
        this.rows = rows;
        this.steps = steps;
    }

    /** What begins to be taken from a guest has a conflict that begins with it. */
    @EventListener
    void moved(AssignmentMoved moved) {
        if (moved.state() != AssignmentState.EVICTING) {
            rows.openOf(moved.assignment()).forEach(this::wake);
        }
    }

    @EventListener
    void stirred(AssignmentsStirred stirred) {
        rows.openOn(stirred.host()).stream()
                .filter(open -> stirred.assignments().contains(open.assignment()))
                .forEach(open -> wake(open.id()));
    }

    private void wake(UUID conflict) {
        steps.wake(ConflictStepper.KIND, conflict);
    }
}
