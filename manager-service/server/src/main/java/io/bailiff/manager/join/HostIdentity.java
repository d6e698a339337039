// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.certificate.CertificateProperties;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.problem.ProblemException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Identifies hosts: the serial number of the certificate leads to a row, and the row to a host. The handshake has already proved that the
 * caller has the certificate's key, and that the manager's authority has signed the certificate.
 */
@Component
public class HostIdentity {

    private static final String JOIN_AGAIN =
            "Ask an operator for a join token, then run on the host: bailiff-agent join URL --token-file FILE.";

    private final HostCertificates certificates;
    private final Hosts hosts;
    private final CertificateProperties properties;
    private final Clock clock;

    HostIdentity(HostCertificates certificates, Hosts hosts, CertificateProperties properties, Clock clock) {
        this.certificates = certificates;
        this.hosts = hosts;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Returns the host of a certificate.
     *
     * @param renewal true for a renewal, which a certificate proves for some time after its end
     * @throws ProblemException 401 with a type of its own for each reason
     */
    public UUID require(X509Certificate shown, boolean renewal) {
        HostCertificate known = certificates
                .bySerial(HostCertificates.serial(shown))
                .filter(row -> row.keyHash().equals(HostCertificates.keyHash(shown.getPublicKey())))
                .orElseThrow(() -> refused(
                                "unknown-certificate",
                                "Unknown certificate",
                                "This manager's database has no certificate with the serial number of the host's certificate")
                        .exception());
        if (known.isRevoked()) {
            throw revoked(known).exception();
        }
        requireTime(known, shown, renewal);
        return known.host();
    }

    /** Returns the reason of a revocation. The removal of a host revokes all its certificates. */
    private Problem revoked(HostCertificate known) {
        return hosts.isRemoved(known.host())
                ? refused("host-removed", "The host was removed", "An operator has removed the host from the fleet")
                : refused(
                        "certificate-revoked",
                        "The certificate is revoked",
                        "The host's certificate was revoked: " + known.reason());
    }

    private void requireTime(HostCertificate known, X509Certificate shown, boolean renewal) {
        Instant now = clock.instant();
        if (now.isBefore(shown.getNotBefore().toInstant())) {
            throw refused(
                            "certificate-not-yet-valid",
                            "The certificate is not valid yet",
                            "The host's certificate begins at "
                                    + shown.getNotBefore().toInstant() + ", and the manager's clock shows " + now)
                    .exception();
        }
        Instant last = renewal ? known.endsAt().plus(properties.renewalGrace()) : known.endsAt();
        if (now.isAfter(last)) {
            throw refused(
                            "certificate-expired",
                            "The certificate has expired",
                            "The host's certificate ended at " + known.endsAt() + ", and can be renewed until "
                                    + known.endsAt().plus(properties.renewalGrace()))
                    .exception();
        }
    }

    /** Returns the problem of a request without a certificate. */
    public static Problem missing() {
        return refused("certificate-missing", "The certificate is missing", "The request came without a certificate");
    }

    private static Problem refused(String name, String title, String detail) {
        return Problem.of(HttpStatus.UNAUTHORIZED, name, title, detail, JOIN_AGAIN);
    }
}
