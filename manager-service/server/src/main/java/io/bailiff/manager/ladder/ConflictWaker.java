package io.bailiff.manager.ladder;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.AssignmentMoved;
import io.bailiff.manager.assignment.AssignmentsWoken;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.step.Steps;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Has conflicts looked at when their assignment has moved, or is looked at for something that happened on its host. */
@Component
class ConflictWaker {

    private final ConflictStore conflicts;
    private final Steps steps;

    ConflictWaker(ConflictStore conflicts, Steps steps) {
        this.conflicts = conflicts;
        this.steps = steps;
    }

    /** What begins to be taken from a guest has a conflict that begins with it. */
    @EventListener
    void moved(AssignmentMoved moved) {
        if (moved.state() != AssignmentState.EVICTING) {
            conflicts.openOf(moved.assignment()).forEach(this::wake);
        }
    }

    @EventListener
    void stirred(AssignmentsWoken stirred) {
        conflicts.openOf(stirred.host(), stirred.assignments()).forEach(this::wake);
    }

    private void wake(UUID conflict) {
        steps.wake(ConflictStepper.KIND, conflict);
    }
}
