// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.step.Stepper;
import java.util.Collection;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Executes the steps of conflicts. The assignment decides if the guest has released the group: the assignment waits until no process has
 * the group's file open. A conflict only makes the guest release the group, and is resolved after the assignment has ended.
 */
@Component
public class ConflictStepper implements Stepper {

    public static final String KIND = ConflictStore.STEP;

    private final ConflictStore conflictStore;
    private final ConflictContexts contexts;
    private final Rungs rungs;
    private final FenceRung fence;
    private final ConflictClosure closure;
    private final Returning returning;

    ConflictStepper(
            ConflictStore conflictStore,
            ConflictContexts contexts,
            Rungs rungs,
            FenceRung fence,
            ConflictClosure closure,
            Returning returning) {
        this.conflictStore = conflictStore;
        this.contexts = contexts;
        this.rungs = rungs;
        this.fence = fence;
        this.closure = closure;
        this.returning = returning;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Next step(UUID id) {
        ConflictContext context = contexts.find(id)
                .orElseThrow(() -> new IllegalStateException("a step exists for the missing conflict " + id));
        Conflict conflict = context.conflict();
        Assignment assignment = context.assignment();
        if (conflict.state().ended()) {
            return Next.DONE;
        }
        if (hasLeft(assignment)) {
            return returning.step(context);
        }
        if (conflict.state() == ConflictState.FENCING || conflict.state() == ConflictState.FENCED) {
            return fence.take(conflict, assignment);
        }
        return closure.taken(context) ? Next.NOW : rungs.take(context);
    }

    /** Returns true if no process has the group open any more: no rung is left, and a withdrawal is not possible. */
    private static boolean hasLeft(Assignment assignment) {
        return assignment.state() == AssignmentState.REATTACHING
                || assignment.state().ended();
    }

    @Override
    public Collection<UUID> unfinished() {
        return conflictStore.open();
    }
}
