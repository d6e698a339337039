// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.change.GuardedRow;
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

@Entity
@DynamicUpdate
@Table(name = "join_token")
class JoinTokenRow implements Persistable<UUID>, GuardedRow<JoinTokenState> {

    @Id
    UUID id;

    String secretHash;

    @Enumerated(EnumType.STRING)
    JoinTokenState state;

    long epoch;

    @Nullable
    String hostName;

    boolean rejoin;
    int uses;
    int used;
    Instant createdAt;
    String createdBy;
    Instant expiresAt;

    @Nullable
    Instant endedAt;

    @SuppressWarnings("NullAway.Init")
    JoinTokenRow() {}

    JoinTokenRow(JoinToken token, String secretHash) {
        this.id = token.id();
        this.secretHash = secretHash;
        this.state = token.state();
        this.epoch = token.epoch();
        this.hostName = token.hostName();
        this.rejoin = token.rejoin();
        this.uses = token.uses();
        this.used = token.used();
        this.createdAt = token.createdAt();
        this.createdBy = token.createdBy();
        this.expiresAt = token.expiresAt();
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return true;
    }

    JoinToken token() {
        return new JoinToken(id, state, epoch, hostName, rejoin, uses, used, createdAt, createdBy, expiresAt);
    }

    @Override
    public void countChange() {
        epoch++;
    }

    @Override
    public void enter(JoinTokenState to, Instant now) {
        state = to;
        endedAt = now;
    }

    /** Does nothing: a token never waits for anything. */
    @Override
    public void problem(@Nullable String why) {}
}
