// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.audit.Texts;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.EffectivePolicy;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
    private final Prospects prospects;
    private final Clock monotonic;

    Steering(
            ConflictStore conflictStore,
            DependentChange guarded,
            EffectivePolicy policies,
            ConflictClosure closure,
            Assignments assignments,
            GuestCheck releases,
            RungTimeout timeout,
            Prospects prospects,
            @Monotonic Clock monotonic) {
        this.conflictStore = conflictStore;
        this.guarded = guarded;
        this.policies = policies;
        this.closure = closure;
        this.assignments = assignments;
        this.releases = releases;
        this.timeout = timeout;
        this.prospects = prospects;
        this.monotonic = monotonic;
    }

    /** Gives the guest more time on its present rung. */
    public void extend(UUID id, OperatorNote word, Duration time) {
        guarded.make(id, conflict -> {
            Rung rung = rung(conflict);
            requireLead(conflict);
            Assignment assignment = assignments.get(conflict.assignment());
            requireHeld(conflict, assignment);
            Policy policy = policies.of(conflict, assignment);
            return guarded.with(
                    assignment,
                    () -> conflictStore.move(
                            conflict,
                            Transition.EXTEND,
                            row -> {
                                Instant deadline = row.deadline();
                                if (deadline == null) {
                                    row.claimed(rung, policy.deadline(rung).plus(time));
                                } else {
                                    row.deadline(later(deadline).plus(time));
                                }
                            },
                            word.by(),
                            assignment.guestName() + " gets " + Texts.duration(time) + " more (" + word.why() + "). "
                                    + prospects.at(
                                            conflict.state(),
                                            assignment,
                                            policy,
                                            extended(conflict, policy, rung, time))));
        });
    }

    /** Returns the extended end of a rung; of a rung whose time does not run yet, the earliest possible end. */
    private Instant extended(Conflict conflict, Policy policy, Rung rung, Duration time) {
        Instant deadline = conflict.ladder().deadline();
        return deadline == null
                ? monotonic.instant().plus(policy.deadline(rung)).plus(time)
                : later(deadline).plus(time);
    }

    private Instant later(Instant deadline) {
        Instant now = monotonic.instant();
        return deadline.isAfter(now) ? deadline : now;
    }

    /** Takes the next rung now, for the present domain instance of the guest. */
    public void skip(UUID id, OperatorNote word) {
        guarded.make(id, conflict -> {
            rung(conflict);
            requireLead(conflict);
            requireClaimed(conflict);
            Assignment assignment = assignments.get(conflict.assignment());
            requireHeld(conflict, assignment);
            RungTimeout.Step next = RungTimeout.next(conflict.state(), assignment.guestName());
            Policy policy = policies.of(conflict, assignment);
            if (next.rung() != null && !policy.allows(next.rung())) {
                throw SteeringProblems.forbidden(conflict, next.verb()).exception();
            }
            String run = releases.run(conflict, assignment);
            return guarded.with(
                    assignment,
                    () -> conflictStore.move(
                            conflict,
                            next.transition(),
                            row -> row.guestRun(run),
                            word.by(),
                            "The rung is skipped (" + word.why() + "). " + timeout.taken(next, assignment, policy)));
        });
    }

    /** Withdraws the conflict. The next step ends the conflict in favour of the guest: no claimant on the host gets the group. */
    public void withdraw(UUID id, OperatorNote word) {
        guarded.make(id, conflict -> {
            rung(conflict);
            Assignment assignment = assignments.get(conflict.assignment());
            if (assignment.state() != AssignmentState.EVICTING) {
                throw SteeringProblems.goesBack(conflict, assignment).exception();
            }
            return guarded.with(assignment, () -> conflictStore.note(conflict, row -> row.withdrawn(word)));
        });
    }

    /** Rejects a request if the guest has released the group, because no rung is left then. */
    private void requireHeld(Conflict conflict, Assignment assignment) {
        if (releases.isReleased(assignment)) {
            throw SteeringProblems.released(conflict, assignment).exception();
        }
    }

    private void requireClaimed(Conflict conflict) {
        if (closure.isDue(conflict)) {
            throw SteeringProblems.notClaimed(conflict).exception();
        }
    }

    private static void requireLead(Conflict conflict) {
        UUID lead = conflict.ladder().follows();
        if (lead != null && conflict.state() != ConflictState.REQUESTING) {
            throw SteeringProblems.follows(conflict, lead).exception();
        }
    }

    /** Returns the rung of the conflict; rejects the request if the conflict is over or fenced. */
    private static Rung rung(Conflict conflict) {
        Rung rung = conflict.state().rung();
        if (rung != null) {
            return rung;
        }
        throw (conflict.state().ended() ? SteeringProblems.over(conflict) : SteeringProblems.fenced(conflict))
                .exception();
    }
}
