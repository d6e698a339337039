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
@Table(name = "host_certificate")
class HostCertificateRow implements Persistable<UUID>, GuardedRow<HostCertificateState> {

    @Id
    UUID id;

    UUID hostId;
    String serial;

    @Enumerated(EnumType.STRING)
    HostCertificateState state;

    long epoch;
    String keyHash;

    @Nullable
    UUID tokenId;

    String certificate;
    Instant issuedAt;
    Instant endsAt;

    @Nullable
    Instant revokedAt;

    @Nullable
    String reason;

    @SuppressWarnings("NullAway.Init")
    HostCertificateRow() {}

    HostCertificateRow(HostCertificate issued) {
        this.id = issued.id();
        this.hostId = issued.host();
        this.serial = issued.serial();
        this.state = issued.state();
        this.epoch = issued.epoch();
        this.keyHash = issued.keyHash();
        this.tokenId = issued.token();
        this.certificate = issued.pem();
        this.issuedAt = issued.issuedAt();
        this.endsAt = issued.endsAt();
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return true;
    }

    HostCertificate issued() {
        return new HostCertificate(
                id, hostId, serial, state, epoch, keyHash, tokenId, certificate, issuedAt, endsAt, revokedAt, reason);
    }

    @Override
    public void countChange() {
        epoch++;
    }

    @Override
    public void enter(HostCertificateState to, Instant now) {
        state = to;
        revokedAt = now;
    }

    /** Does nothing: a certificate never waits for anything. */
    @Override
    public void problem(@Nullable String why) {}
}
