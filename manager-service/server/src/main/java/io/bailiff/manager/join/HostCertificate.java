// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.audit.Subject;
import io.bailiff.manager.change.Seen;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that the manager has issued to a host, as stored.
 *
 * @param id the id of the row
 * @param host the host
 * @param serial the serial number, in hexadecimal digits
 * @param state the state of the certificate
 * @param epoch the number of changes of the row
 * @param keyHash SHA-256 of the public key, in hexadecimal digits
 * @param token the token that the host has joined with, or null for a renewal
 * @param pem the certificate as PEM
 * @param issuedAt the time of issue
 * @param endsAt the end of the certificate's life
 * @param revokedAt the time of the revocation, or null
 * @param reason the reason of the revocation, or null
 */
record HostCertificate(
        UUID id,
        UUID host,
        String serial,
        HostCertificateState state,
        long epoch,
        String keyHash,
        @Nullable UUID token,
        String pem,
        Instant issuedAt,
        Instant endsAt,
        @Nullable Instant revokedAt,
        @Nullable String reason)
        implements Seen<HostCertificateState> {

    /** Returns null: a certificate never waits for anything. */
    @Override
    public @Nullable String problem() {
        return null;
    }

    @Override
    public Subject subject() {
        return new Subject(host, null, null);
    }

    boolean isRevoked() {
        return state == HostCertificateState.REVOKED;
    }

    boolean hasEndedAt(Instant now) {
        return now.isAfter(endsAt);
    }
}
