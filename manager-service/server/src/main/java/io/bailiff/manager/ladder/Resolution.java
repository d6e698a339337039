// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.restore.Restorations;
import io.bailiff.manager.step.Next;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Ends a conflict after the group is back with the host, and has the assignment restored if the policy says so. */
@Component
class Resolution {

    private final ConflictStore conflictStore;
    private final ClaimStore claims;
    private final Restorations restorations;
    private final Possession possession;
    private final DependentChange guarded;

    Resolution(
            ConflictStore conflictStore,
            ClaimStore claims,
            Restorations restorations,
            Possession possession,
            DependentChange guarded) {
        this.conflictStore = conflictStore;
        this.claims = claims;
        this.restorations = restorations;
        this.possession = possession;
        this.guarded = guarded;
    }

    Next of(ConflictContext context) {
        Conflict conflict = context.conflict();
        Assignment assignment = context.assignment();
        Target target = context.target();
        // An assignment that was in release before the conflict is not restored.
        boolean restores = assignment.state() == AssignmentState.EVICTED
                && assignment.progress().interrupted() != AssignmentState.RELEASING
                && context.policy().restores();
        String text = "The host has the group back, and the assignment has ended ("
                + assignment.state().name().toLowerCase(Locale.ROOT) + "). "
                + Prospects.condition(possession.condition(target), target.name());
        guarded.under(context, () -> {
            boolean ours = conflictStore.move(conflict, Transition.RESOLVE, row -> {}, text);
            if (ours && restores) {
                restorations.await(
                        assignment,
                        conflict.id(),
                        claims.functionsWanted(conflict.id(), conflict.host(), conflict.group(), conflict.openedAt()));
            }
            return ours;
        });
        return Next.NOW;
    }
}
