// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.host.Cordons;
import io.bailiff.manager.host.Inventories;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Ends a fence after an operator has repaired the host, so the group can be reattached. */
@Component
public class Unfencing {

    private final ConflictStore conflictStore;
    private final DependentChange guarded;
    private final Assignments assignments;
    private final Inventories inventories;
    private final Cordons cordons;
    private final Clock clock;

    Unfencing(
            ConflictStore conflictStore,
            DependentChange guarded,
            Assignments assignments,
            Inventories inventories,
            Cordons cordons,
            Clock clock) {
        this.conflictStore = conflictStore;
        this.guarded = guarded;
        this.assignments = assignments;
        this.inventories = inventories;
        this.cordons = cordons;
        this.clock = clock;
    }

    /**
     * Ends the fence of a conflict.
     *
     * @throws io.bailiff.manager.problem.ProblemException 409 if the conflict is not fenced, or the group not known to be free
     */
    public void unfence(UUID id, OperatorNote word) {
        guarded.make(id, conflict -> {
            if (!Transition.UNFENCE.leaves(conflict.state())
                    || conflict.ladder().unfencedAt() != null) {
                throw SteeringProblems.notFenced(conflict).exception();
            }
            Assignment assignment = assignments.get(conflict.assignment());
            requireFree(conflict, assignment);
            return guarded.inTransaction(() -> end(conflict, assignment, word));
        });
    }

    private boolean end(Conflict conflict, Assignment assignment, OperatorNote word) {
        boolean ours = conflictStore.move(
                        conflict,
                        Transition.UNFENCE,
                        row -> row.unfencedAt(clock.instant()),
                        word.by(),
                        "The host is repaired (" + word.why()
                                + "). The agent reattaches the group to the host drivers.")
                && assignments.unfence(assignment);
        if (ours) {
            cordons.unfence(conflict.host(), conflict.id(), word.by(), word.why());
        }
        return ours;
    }

    private void requireFree(Conflict conflict, Assignment assignment) {
        Optional<GroupUse> use =
                inventories.latest(conflict.host()).flatMap(assignment::groupIn).map(IommuGroupReport::use);
        if (use.filter(known -> known.state() == GroupUse.State.FREE).isEmpty()) {
            throw SteeringProblems.notFree(conflict, use).exception();
        }
    }
}
