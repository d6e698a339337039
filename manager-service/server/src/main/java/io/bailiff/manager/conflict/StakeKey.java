package io.bailiff.manager.conflict;

import jakarta.persistence.Embeddable;
import java.util.UUID;

/** A group that a claim is on. */
@Embeddable
record StakeKey(UUID claimId, String fingerprint) {}
