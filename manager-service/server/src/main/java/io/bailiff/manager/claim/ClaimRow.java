// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.agent.api.ClaimReport;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/**
 * A row of {@code claim}. Only {@link ClaimRows#become} changes the status. Message, time of the status and boot id follow the agent's
 * reports.
 */
@Entity
@DynamicUpdate
@Table(name = "claim")
class ClaimRow implements Persistable<UUID> {

    @Id
    UUID id;

    UUID hostId;

    @Nullable
    String address;

    Instant madeAt;
    Instant recordedAt;

    @Nullable
    String reason;

    @Nullable
    String claimedBy;

    @Nullable
    String remoteAddress;

    /** The agent's id of the claim; null for an operator's claim. */
    @Nullable
    UUID hostClaimId;

    @Enumerated(EnumType.STRING)
    ClaimReport.@Nullable Kind kind;

    @Nullable
    String file;

    @Nullable
    String what;

    @Column(length = 100_000)
    @Nullable
    String claimant;

    @Enumerated(EnumType.STRING)
    ClaimReport.@Nullable Status status;

    @Nullable
    String message;

    @Nullable
    Instant since;

    @Nullable
    String bootId;

    @SuppressWarnings("NullAway.Init")
    ClaimRow() {}

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return true;
    }
}
