// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.api.Page;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.certificate.CertificateAuthority;
import io.bailiff.manager.certificate.Fingerprint;
import io.bailiff.manager.certificate.Pem;
import io.bailiff.manager.change.GuardedChange;
import io.bailiff.manager.page.NewestFirst;
import io.bailiff.manager.page.PageRequest;
import jakarta.persistence.EntityManager;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.IdGenerator;

/** The certificates of hosts, in the database. A certificate is handed out only after the commit of its row. */
@Component
public class HostCertificates {

    private final HostCertificateRows rows;
    private final CertificateAuthority authority;
    private final GuardedChange changes;
    private final IdGenerator ids;
    private final Clock clock;
    private final EntityManager entities;

    HostCertificates(
            HostCertificateRows rows,
            CertificateAuthority authority,
            GuardedChange changes,
            IdGenerator ids,
            Clock clock,
            EntityManager entities) {
        this.rows = rows;
        this.authority = authority;
        this.changes = changes;
        this.ids = ids;
        this.clock = clock;
        this.entities = entities;
    }

    /**
     * Issues a certificate and adds its row.
     *
     * @param token the token that the host joins with, or null for a renewal
     */
    @Transactional(propagation = Propagation.MANDATORY)
    HostCertificate issue(UUID host, PublicKey key, @Nullable UUID token) {
        X509Certificate certificate = authority.issue(host.toString(), key);
        HostCertificate issued = new HostCertificate(
                ids.generateId(),
                host,
                serial(certificate),
                HostCertificateState.VALID,
                0,
                keyHash(key),
                token,
                Pem.of(certificate),
                clock.instant(),
                certificate.getNotAfter().toInstant(),
                null,
                null);
        rows.saveAndFlush(new HostCertificateRow(issued));
        return issued;
    }

    @Transactional(readOnly = true)
    Optional<HostCertificate> bySerial(String serial) {
        return rows.findBySerial(serial).map(HostCertificateRow::issued);
    }

    @Transactional(readOnly = true)
    Optional<HostCertificate> byKey(PublicKey key) {
        return rows.findByKeyHash(keyHash(key)).map(HostCertificateRow::issued);
    }

    /** Returns a page of the certificates of a host, the newest first. */
    @Transactional(readOnly = true)
    Page<HostCertificate> page(UUID host, PageRequest page) {
        Page<HostCertificateRow> found = page.page(
                NewestFirst.of(HostCertificateRow.class, "issuedAt", "id")
                        .having("hostId", host)
                        .read(entities, page),
                NewestFirst.position(row -> row.issuedAt, HostCertificateRow::getId));
        return found.with(found.items().stream().map(HostCertificateRow::issued).toList());
    }

    /**
     * Revokes a certificate that is still valid.
     *
     * @return false if another transaction has changed the certificate: read it again
     */
    @Transactional
    boolean revoke(HostCertificate seen, String actor, String reason) {
        Entry entry =
                new Entry("certificate-revoked", actor, "The certificate " + seen.serial() + " is revoked: " + reason);
        return changes.make(
                rows::take,
                seen,
                state -> HostCertificateState.REVOKED,
                row -> row.reason = reason,
                List.of(entry),
                new CertificateRevoked(seen.host()));
    }

    /** Revokes all certificates of a host that are valid still. A certificate that another transaction revokes meanwhile stays revoked. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void revokeAll(UUID host, String actor, String reason) {
        List<HostCertificate> valid = rows.findByHostIdAndState(host, HostCertificateState.VALID).stream()
                .map(HostCertificateRow::issued)
                .toList();
        valid.forEach(certificate -> revoke(certificate, actor, reason));
    }

    static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    static String keyHash(PublicKey key) {
        return HexFormat.of().formatHex(Fingerprint.of(key));
    }
}
