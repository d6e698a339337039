package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.policy.Policies;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.Scope;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * How far and how long the ladder goes for a conflict: what its first claim has asked for, else the nearest policy. Who ends a guest
 * takes all that it has: what is forbidden for one of its assignments is forbidden for each.
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

    /** @param assignment that of the conflict */
    public Policy of(Conflict conflict, Assignment assignment) {
        Policy claimed = new Policy(conflict.ladder().claimed(), Map.of(), null);
        Policy policy = claimed.over(effective(assignment));
        for (Assignment other : assignments.besides(assignment)) {
            policy = policy.restrictedBy(effective(other));
        }
        return policy;
    }

    private Policy effective(Assignment assignment) {
        return policies.effective(Scope.assignment(assignment.host(), assignment.id()));
    }
}
