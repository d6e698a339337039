// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import jakarta.persistence.Embeddable;
import java.util.UUID;

/** The key of a group concerned by a claim. */
@Embeddable
record ClaimedGroupKey(UUID claimId, String fingerprint) {}
