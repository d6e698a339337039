// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.intake;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.claim.ClaimText;
import io.bailiff.manager.conflict.ClaimRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * The request of a claim waiting on its host.
 *
 * @param madeAt the opening time of the conflict, if the claim opens a conflict
 */
record HostClaimRequest(ClaimStore claims, Claim claim, GroupFingerprint group, Instant madeAt)
        implements ClaimRequest {

    /** Creates the request of a claim without any earlier conflict. A conflict opened by the claim begins when the claim was recorded. */
    static HostClaimRequest first(ClaimStore claims, Claim claim, GroupFingerprint group) {
        return new HostClaimRequest(claims, claim, group, claim.recordedAt());
    }

    @Override
    public String actor() {
        return told().who();
    }

    @Override
    public String text() {
        return "the host " + ClaimText.attempt(claim, told());
    }

    @Override
    public boolean isOnTimeline(Assignment assignment, Instant since) {
        Instant recordedAt = claim.recordedAt();
        return !recordedAt.isBefore(since) && !recordedAt.isBefore(assignment.requestedAt());
    }

    @Override
    public Map<Rung, Duration> deadlines() {
        return Map.of();
    }

    @Override
    public boolean stands() {
        // The claim's earlier conflict may have ended with a refusal since the claim was read.
        return claims.keepWaiting(claim.id()) && !claims.isRefused(claim);
    }

    @Override
    public void enter(UUID conflict) {
        claims.became(claim.id(), group, conflict);
    }

    private Claim.OnHost told() {
        return claim.onHost().orElseThrow();
    }
}
