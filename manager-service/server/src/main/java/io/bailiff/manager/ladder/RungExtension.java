// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.audit.Texts;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.EffectivePolicy;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Handles operators' requests for more time on a rung. A request that comes too late is rejected with the reason, and changes nothing, as in
 * {@link Steering}.
 */
@Component
public class RungExtension {

    private final ConflictStore conflictStore;
    private final DependentChange guarded;
    private final EffectivePolicy policies;
    private final Assignments assignments;
    private final GuestCheck releases;
    private final Prospects prospects;
    private final Clock monotonic;

    RungExtension(
            ConflictStore conflictStore,
            DependentChange guarded,
            EffectivePolicy policies,
            Assignments assignments,
            GuestCheck releases,
            Prospects prospects,
            @Monotonic Clock monotonic) {
        this.conflictStore = conflictStore;
        this.guarded = guarded;
        this.policies = policies;
        this.assignments = assignments;
        this.releases = releases;
        this.prospects = prospects;
        this.monotonic = monotonic;
    }

    /** Extends the time of the guest on the present rung. */
    public void extend(UUID id, OperatorNote word, Duration time) {
        guarded.make(id, conflict -> {
            Rung rung = SteeringProblems.requireRung(conflict);
            SteeringProblems.requireLead(conflict);
            Assignment assignment = assignments.get(conflict.assignment());
            releases.requireHeld(conflict, assignment);
            Policy policy = policies.of(conflict, assignment);
            String guest = Target.of(conflict, assignment).name();
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
                            guest + " gets " + Texts.duration(time) + " more (" + word.why() + "). "
                                    + prospects.at(
                                            conflict.state(), guest, policy, extended(conflict, policy, rung, time))));
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
}
