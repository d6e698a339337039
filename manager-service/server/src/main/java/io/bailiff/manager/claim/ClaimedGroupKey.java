package io.bailiff.manager.claim;

import jakarta.persistence.Embeddable;
import java.util.UUID;

/** A group that a claim is on. */
@Embeddable
record ClaimedGroupKey(UUID claimId, String fingerprint) {}
