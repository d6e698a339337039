package io.bailiff.manager.intake;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.claim.ClaimText;
import io.bailiff.manager.conflict.ClaimRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A claim that waits on its host.
 *
 * @param madeAt when the conflict began, if it opens one
 */
record HostClaimRequest(ClaimStore claims, Claim claim, GroupFingerprint group, Instant madeAt)
        implements ClaimRequest {

    /** One that has been in no conflict: what it opens is as old as it is known. */
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
    public Map<Rung, Duration> deadlines() {
        return Map.of();
    }

    @Override
    public boolean stands() {
        // The conflict that it was in may have ended since it was looked at, and with a refusal.
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
