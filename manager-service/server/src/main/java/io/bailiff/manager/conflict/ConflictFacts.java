// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.AssignmentReads;
import io.bailiff.manager.claim.ClaimReads;
import io.bailiff.manager.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Reads the facts that views of conflicts show. The number of statements does not depend on the number of conflicts. */
@Component
class ConflictFacts {

    private final AssignmentReads assignments;
    private final ClaimReads claims;
    private final EffectivePolicy policies;

    ConflictFacts(AssignmentReads assignments, ClaimReads claims, EffectivePolicy policies) {
        this.assignments = assignments;
        this.claims = claims;
        this.policies = policies;
    }

    /**
     * A conflict with the facts from other tables.
     *
     * @param conflict the conflict
     * @param assignment the assignment of the conflict
     * @param policy the policy in effect for the conflict
     * @param claims the first claims in the conflict
     */
    record Facts(Conflict conflict, Assignment assignment, Policy policy, ClaimReads.InConflict claims) {}

    /**
     * Returns the facts of conflicts, in the same order. A conflict is left out if the retention has removed the conflict and its
     * assignment meanwhile.
     *
     * @param mostClaims the largest number of claims of each conflict
     */
    List<Facts> of(List<Conflict> conflicts, int mostClaims) {
        Map<UUID, Assignment> lent = assignments.byId(
                conflicts.stream().map(Conflict::assignment).distinct().toList());
        List<Conflict> stored = conflicts.stream()
                .filter(conflict -> lent.containsKey(conflict.assignment()))
                .toList();
        Map<UUID, Policy> effective = policies.of(stored, lent);
        Map<UUID, ClaimReads.InConflict> claimed =
                claims.firstOfEach(stored.stream().map(Conflict::id).toList(), mostClaims);
        return stored.stream()
                .map(conflict -> new Facts(
                        conflict,
                        Objects.requireNonNull(lent.get(conflict.assignment())),
                        Objects.requireNonNull(effective.get(conflict.id())),
                        Objects.requireNonNull(claimed.get(conflict.id()))))
                .toList();
    }
}
