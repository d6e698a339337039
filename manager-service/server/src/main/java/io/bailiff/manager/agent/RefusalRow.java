// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.ClaimRefusal;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;

@Entity
@Table(name = "claim_refusal")
class RefusalRow {

    @EmbeddedId
    RefusalKey key;

    String reason;

    @SuppressWarnings("NullAway.Init")
    RefusalRow() {}

    RefusalRow(UUID host, UUID claim, String reason) {
        this.key = new RefusalKey(host, claim);
        this.reason = reason;
    }

    ClaimRefusal refusal() {
        return new ClaimRefusal(key.hostClaimId().toString(), reason);
    }
}
