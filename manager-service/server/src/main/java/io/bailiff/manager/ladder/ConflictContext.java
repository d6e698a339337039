package io.bailiff.manager.ladder;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.policy.Policy;
import java.util.List;

/**
 * All that a step goes by, as it was read in this order: whatever of it has changed since the conflict was read has made the
 * conflict another, and then nothing is recorded.
 *
 * @param conflict the conflict
 * @param assignment of its group
 * @param claims that are in it, in the order in which they were heard of
 * @param policy how far and how long the ladder goes
 */
record ConflictContext(Conflict conflict, Assignment assignment, List<Claim> claims, Policy policy) {

    ConflictContext {
        claims = List.copyOf(claims);
    }
}
