// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.certificate;

import java.io.IOException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The certificate authority for agents. Its root certificates are the only trusted certificates on the agents' listener, and on each host.
 *
 * <p>Before a root ends, the manager makes the next one. Both are trusted from then on. The next root signs nothing until each host that
 * may still renew its certificate has got the next root with a renewal: until then the older root signs. The older root stays trusted until
 * its end.
 */
@Component
public class CertificateAuthority {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofHours(1);

    private final RootFiles files;
    private final CertificateMaker maker;
    private final CertificateProperties properties;
    private final Clock clock;
    private List<Root> roots;
    private Instant nextAttempt = Instant.MIN;

    CertificateAuthority(CertificateProperties properties, SecureRandom random, Clock clock) {
        this.files = new RootFiles(properties.folder());
        this.maker = new CertificateMaker(random);
        this.properties = properties;
        this.clock = clock;
        this.roots = files.read();
        signer();
    }

    /** Makes a certificate for the key of a host. The caller records the certificate's serial before handing out the certificate. */
    public X509Certificate issue(String hostId, PublicKey key) {
        return maker.ofHost(signer(), hostId, key, clock.instant(), properties.hostLife());
    }

    /** Returns the certificates that agents and the agents' listener trust now: one, or two around the change of the root. */
    public synchronized List<X509Certificate> trusted() {
        renewIfDue();
        return valid().stream().map(Root::certificate).toList();
    }

    /** Returns the fingerprint of the root that signs now, as in a join token: SHA-256 of the root's public key, in base64url. */
    public String fingerprint() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Fingerprint.of(signer().certificate().getPublicKey()));
    }

    CertificateMaker maker() {
        return maker;
    }

    /** Returns the root that signs now. */
    synchronized Root signer() {
        renewIfDue();
        Instant now = clock.instant();
        List<Root> valid = valid();
        return valid.stream()
                .filter(root -> !now.isBefore(
                        root.notBefore().plus(CertificateMaker.SET_BACK).plus(properties.rootDistribution())))
                .max(Comparator.comparing(Root::notBefore))
                // Before the first root was distributed anywhere there is nothing to wait for.
                .orElseGet(() -> valid.get(0));
    }

    private List<Root> valid() {
        Instant now = clock.instant();
        List<Root> valid = roots.stream()
                .filter(root -> root.isValidAt(now))
                .sorted(Comparator.comparing(Root::notBefore))
                .toList();
        if (valid.isEmpty()) {
            throw new IllegalStateException("No root certificate in " + properties.folder()
                    + " is valid now: check the clock of this machine, or add a valid root certificate");
        }
        return valid;
    }

    private void renewIfDue() {
        Instant now = clock.instant();
        if (isDue(now) && !now.isBefore(nextAttempt)) {
            // Another manager with the same folder, or an operator, may have added a root.
            roots = files.read();
            if (isDue(now)) {
                renew(now);
            }
        }
    }

    /** Returns true if no root is valid for long enough. A root that is not valid yet shows that the clock is wrong: then none is made. */
    private boolean isDue(Instant now) {
        return roots.stream().allMatch(root -> !now.isBefore(root.notAfter().minus(properties.rootRenewal())));
    }

    /** Makes the next root. In a folder that cannot be written, such as a mounted secret, an operator has to add the next root. */
    private void renew(Instant now) {
        Root next = maker.root(now, properties.rootLife());
        try {
            files.add(next);
        } catch (IOException e) {
            nextAttempt = now.plus(BETWEEN_ATTEMPTS);
            LOG.error(
                    "cannot store the next root certificate folder={} error={}: add the next root certificate to the folder; when the last"
                            + " root certificate ends, every host has to join again",
                    properties.folder(),
                    e.toString());
            return;
        }
        List<Root> more = new ArrayList<>(roots);
        more.add(next);
        roots = List.copyOf(more);
        LOG.info(
                "made a root certificate for agents name=\"{}\" notAfter={}",
                next.certificate().getSubjectX500Principal(),
                next.notAfter());
    }
}
