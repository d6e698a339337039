// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import jakarta.persistence.Embeddable;
import java.util.UUID;

/** A claim on a host, by the agent's id of the claim. */
@Embeddable
record RefusalKey(UUID hostId, UUID hostClaimId) {}
