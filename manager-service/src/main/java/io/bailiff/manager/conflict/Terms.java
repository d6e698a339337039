package io.bailiff.manager.conflict;

import io.bailiff.manager.policy.Policies;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.Scope;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How far and how long the ladder goes for a conflict: what its first claim has asked for, else the nearest policy. */
@Component
class Terms {

    private final Policies policies;

    Terms(Policies policies) {
        this.policies = policies;
    }

    Policy of(Conflict conflict) {
        Policy claimed = new Policy(conflict.ladder().claimed(), Map.of(), null);
        return claimed.over(policies.effective(Scope.assignment(conflict.host(), conflict.assignment())));
    }
}
