// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.manager.policy.Policies;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.Scope;
import java.util.ArrayList;
import java.util.List;

/** An operator sets the policy of the host, of the fleet, or of an assignment. */
record SetPolicy(int scope, Policy policy) implements Action {

    @Override
    public void on(World world) {
        if (world.faults().managerDown()) {
            return;
        }
        List<Scope> scopes = new ArrayList<>(List.of(Scope.host(world.host()), Scope.FLEET));
        world.rules().records().assignments().values().stream()
                .filter(Records.Assignment::live)
                .forEach(known -> scopes.add(Scope.assignment(world.host(), known.id())));
        Action.pick(scopes, scope)
                .ifPresent(where -> world.faults()
                        .request(
                                "a policy of " + where,
                                () -> world.manager().bean(Policies.class).say(where, policy, "olga")));
    }
}
