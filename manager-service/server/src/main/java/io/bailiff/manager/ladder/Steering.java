// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.EffectivePolicy;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.policy.Policy;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Handles operators' requests about the rungs of an open conflict. A request that comes too late is rejected with the reason, and changes
 * nothing. A change is made only if both the conflict and its assignment are as read, because the assignment records a release first.
 */
@Component
public class Steering {

    private final ConflictStore conflictStore;
    private final DependentChange guarded;
    private final EffectivePolicy policies;
    private final ConflictClosure closure;
    private final Assignments assignments;
    private final GuestCheck releases;
    private final RungTimeout timeout;

    Steering(
            ConflictStore conflictStore,
            DependentChange guarded,
            EffectivePolicy policies,
            ConflictClosure closure,
            Assignments assignments,
            GuestCheck releases,
            RungTimeout timeout) {
        this.conflictStore = conflictStore;
        this.guarded = guarded;
        this.policies = policies;
        this.closure = closure;
        this.assignments = assignments;
        this.releases = releases;
        this.timeout = timeout;
    }

    /** Takes the next rung now, for the present domain instance of the guest. */
    public void skip(UUID id, OperatorNote word) {
        guarded.make(id, conflict -> {
            SteeringProblems.requireRung(conflict);
            SteeringProblems.requireLead(conflict);
            requireClaimed(conflict);
            Assignment assignment = assignments.get(conflict.assignment());
            releases.requireHeld(conflict, assignment);
            String guest = Target.of(conflict, assignment).name();
            RungTimeout.Step next = RungTimeout.next(conflict.state(), guest);
            Policy policy = policies.of(conflict, assignment);
            if (!next.isAllowed(policy)) {
                throw SteeringProblems.forbidden(conflict, next.verb()).exception();
            }
            String instance = releases.domainInstance(conflict, assignment);
            return timeout.take(
                    conflict,
                    assignment,
                    policy,
                    () -> conflictStore.move(
                            conflict,
                            next.transition(),
                            row -> row.domainInstance(instance),
                            word.by(),
                            "The rung is skipped (" + word.why() + "). " + timeout.taken(next, guest, policy)));
        });
    }

    /** Withdraws the conflict. The next step ends the conflict in favour of the guest: no claimant on the host gets the group. */
    public void withdraw(UUID id, OperatorNote word) {
        guarded.make(id, conflict -> {
            SteeringProblems.requireRung(conflict);
            Assignment assignment = assignments.get(conflict.assignment());
            if (assignment.state() != AssignmentState.EVICTING) {
                throw SteeringProblems.goesBack(conflict, assignment).exception();
            }
            return guarded.with(assignment, () -> conflictStore.note(conflict, row -> row.withdrawn(word)));
        });
    }

    private void requireClaimed(Conflict conflict) {
        if (closure.isDue(conflict)) {
            throw SteeringProblems.notClaimed(conflict).exception();
        }
    }
}
