// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.policy.Policies;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.Scope;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Determines the permitted rungs of a conflict and their durations: the first claim's requests, otherwise the nearest policy. The end of a
 * guest takes all its groups, so a rung forbidden for any assignment of the guest is forbidden for every assignment. The guest is the guest
 * that the rungs act on, also if that is not the guest of the conflict's assignment.
 */
@Component
public class EffectivePolicy {

    private final Policies policies;
    private final Assignments assignments;

    EffectivePolicy(Policies policies, Assignments assignments) {
        this.policies = policies;
        this.assignments = assignments;
    }

    public Policy of(Conflict conflict) {
        return of(conflict, assignments.get(conflict.assignment()));
    }

    /**
     * Returns the policy for a conflict.
     *
     * @param assignment the conflict's assignment
     */
    public Policy of(Conflict conflict, Assignment assignment) {
        Policy claimed = new Policy(conflict.ladder().claimed(), Map.of(), null);
        Policy policy = claimed.over(effective(assignment));
        UUID guest = Target.of(conflict, assignment).guest();
        for (Assignment other : assignments.liveOfGuest(assignment.host(), guest)) {
            if (!other.id().equals(assignment.id())) {
                policy = policy.restrictedBy(effective(other));
            }
        }
        return policy;
    }

    private Policy effective(Assignment assignment) {
        return policies.effective(Scope.assignment(assignment.host(), assignment.id()));
    }
}
