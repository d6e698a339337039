// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.EffectivePolicy;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads the data of a step once, in a single transaction. */
@Component
class ConflictContexts {

    private final ConflictStore conflictStore;
    private final Assignments assignments;
    private final ClaimStore claims;
    private final EffectivePolicy policies;

    ConflictContexts(
            ConflictStore conflictStore, Assignments assignments, ClaimStore claims, EffectivePolicy policies) {
        this.conflictStore = conflictStore;
        this.assignments = assignments;
        this.claims = claims;
        this.policies = policies;
    }

    @Transactional(readOnly = true)
    public Optional<ConflictContext> find(UUID id) {
        return conflictStore.find(id).map(this::read);
    }

    private ConflictContext read(Conflict conflict) {
        Assignment assignment = assignments.get(conflict.assignment());
        return new ConflictContext(conflict, assignment, claims.of(conflict.id()), policies.of(conflict, assignment));
    }
}
