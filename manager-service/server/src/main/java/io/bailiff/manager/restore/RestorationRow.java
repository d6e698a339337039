// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.restore;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.change.GuardedRow;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
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
class RestorationRow implements Persistable<UUID>, GuardedRow<RestorationState> {

    @Id
    UUID assignmentId;

    UUID hostId;
    UUID conflictId;

    @Enumerated(EnumType.STRING)
    RestorationState state;

    long epoch;
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
        this.state = RestorationState.WAITING;
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
                state,
                epoch,
                Arrays.stream(claimed.split(" ", -1)).map(PciAddress::parse).toList(),
                beganAt,
                unusedSince,
                saidBy == null ? null : new OperatorNote(saidBy, String.valueOf(saidWhy)),
                consent == null ? null : new GroupFingerprint(consent),
                problem,
                restoredBy,
                endedAt);
    }

    @Override
    public void countChange() {
        epoch++;
    }

    @Override
    public void enter(RestorationState to, Instant now) {
        state = to;
        problem = null;
        endedAt = now;
    }

    @Override
    public void problem(@Nullable String why) {
        problem = why;
    }
}
