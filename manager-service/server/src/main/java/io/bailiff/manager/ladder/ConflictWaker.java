// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.AssignmentMoved;
import io.bailiff.manager.assignment.AssignmentsWoken;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.step.Steps;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Wakes conflicts after an event of their assignment: a new state, or a wake-up by an event on the host. */
@Component
class ConflictWaker {

    private final ConflictStore conflicts;
    private final Steps steps;

    ConflictWaker(ConflictStore conflicts, Steps steps) {
        this.conflicts = conflicts;
        this.steps = steps;
    }

    /**
     * Wakes the open conflicts of an assignment. EVICTING is left out: the transaction that begins an eviction has just opened the conflict
     * and scheduled the first step.
     */
    @EventListener
    void moved(AssignmentMoved moved) {
        if (moved.state() != AssignmentState.EVICTING) {
            conflicts.openOf(moved.assignment()).forEach(this::wake);
        }
    }

    @EventListener
    void woken(AssignmentsWoken woken) {
        conflicts.openOf(woken.host(), woken.assignments()).forEach(this::wake);
    }

    private void wake(UUID conflict) {
        steps.wake(ConflictStepper.KIND, conflict);
    }
}
