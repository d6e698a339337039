package io.bailiff.manager.restore;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

@Entity
@DynamicUpdate
@Table(name = "restoration")
class RestorationRow implements Persistable<UUID> {

    @Id
    UUID assignmentId;

    UUID hostId;
    UUID conflictId;
    String claimed;
    Instant beganAt;

    @Nullable
    Instant unusedSince;

    @Nullable
    String saidBy;

    @Nullable
    String saidWhy;

    @Nullable
    String consent;

    @Nullable
    String problem;

    @Nullable
    UUID restoredBy;

    @Nullable
    Instant endedAt;

    @SuppressWarnings("NullAway.Init")
    RestorationRow() {}

    RestorationRow(UUID assignment, UUID host, UUID conflict, List<PciAddress> claimed, Instant now) {
        this.assignmentId = assignment;
        this.hostId = host;
        this.conflictId = conflict;
        this.claimed = claimed.stream().map(PciAddress::toString).collect(Collectors.joining(" "));
        this.beganAt = now;
    }

    @Override
    public UUID getId() {
        return assignmentId;
    }

    @Override
    public boolean isNew() {
        return true;
    }

    Restoration restoration() {
        return new Restoration(
                assignmentId,
                hostId,
                conflictId,
                Arrays.stream(claimed.split(" ", -1)).map(PciAddress::parse).toList(),
                beganAt,
                unusedSince,
                saidBy == null ? null : new Restoration.Word(saidBy, String.valueOf(saidWhy)),
                consent == null ? null : new GroupFingerprint(consent),
                problem,
                restoredBy,
                endedAt);
    }
}
