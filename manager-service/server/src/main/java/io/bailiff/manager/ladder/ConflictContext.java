// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.policy.Policy;
import java.util.List;

/**
 * The data of a step, read in the order of the components. A later change of the conflict or of its claims increments the epoch of the
 * conflict, so the step then records nothing.
 *
 * @param conflict the conflict
 * @param assignment the assignment of the conflict's group
 * @param claims the claims in the conflict, in the order of their recording
 * @param policy the permitted rungs and their durations
 */
record ConflictContext(Conflict conflict, Assignment assignment, List<Claim> claims, Policy policy) {

    ConflictContext {
        claims = List.copyOf(claims);
    }

    /** Returns the guest that the rungs act on. */
    Target target() {
        return Target.of(conflict, assignment);
    }
}
