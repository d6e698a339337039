package io.bailiff.manager.conflict;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "claim")
class ClaimRow implements Persistable<UUID> {

    @Id
    UUID id;

    UUID conflictId;
    String address;

    @Nullable
    String reason;

    @Nullable
    String claimedBy;

    String remoteAddress;
    Instant madeAt;

    @SuppressWarnings("NullAway.Init")
    ClaimRow() {}

    ClaimRow(UUID conflict, Claim claim) {
        id = claim.id();
        conflictId = conflict;
        address = claim.function();
        reason = claim.reason();
        claimedBy = claim.by();
        remoteAddress = claim.remoteAddress();
        madeAt = claim.madeAt();
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return true;
    }

    Claim claim() {
        return new Claim(id, address, reason, claimedBy, remoteAddress, madeAt);
    }
}
