// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.RenewalRequest;
import io.bailiff.agent.link.LinkHealth.Call;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the host's certificate after about two thirds of its life, each host at another time, and takes over the certificate of a new join
 * while the agent runs. A certificate that has ended is renewed as well, as long as the manager allows. Without a valid certificate the
 * agent goes on guarding.
 */
final class CertificateRenewal {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);

    /** With a wrong clock a new certificate may be due at once: then not every check makes a request. */
    private static final Duration BETWEEN_REQUESTS = Duration.ofHours(1);

    private final Identities identities;
    private final ManagerClient manager;
    private final LinkHealth health;
    private final Clock clock;
    private final Clock monotonic;
    private final double spread;
    private LinkIdentity current;
    private String problem = "";
    private Instant nextRequest = Instant.MIN;

    CertificateRenewal(
            Identities identities,
            ManagerClient manager,
            LinkIdentity current,
            LinkHealth health,
            Clock clock,
            Clock monotonic,
            RandomGenerator random) {
        this.identities = identities;
        this.manager = manager;
        this.current = current;
        this.health = health;
        this.clock = clock;
        this.monotonic = monotonic;
        this.spread = random.nextDouble();
    }

    /** Checks the certificate until the thread is interrupted. */
    void run(Duration period) throws InterruptedException {
        while (true) {
            check();
            Thread.sleep(period.toMillis());
        }
    }

    /** Takes over a new identity, and renews the certificate if it is due. */
    void check() throws InterruptedException {
        try {
            takeOver();
            if (isDue() && !monotonic.instant().isBefore(nextRequest)) {
                renew();
                nextRequest = monotonic.instant().plus(BETWEEN_REQUESTS);
            }
            problem = "";
        } catch (Rejection refused) {
            nextRequest = monotonic.instant().plus(BETWEEN_REQUESTS);
            health.failed(Call.RENEWAL, refused);
        } catch (IOException e) {
            report(e);
        }
    }

    /** Logs a problem once. The polls meet a manager that cannot be reached as well, but not an identity that cannot be used. */
    private void report(IOException failure) {
        String text = failure.toString();
        if (!text.equals(problem)) {
            problem = text;
            LOG.warn(
                    "certificate not renewed manager={} host={} error={}: the agent retries",
                    current.manager(),
                    current.hostName(),
                    text);
        }
    }

    private void takeOver() throws IOException {
        LinkIdentity stored = identities.read().orElse(current);
        if (stored.equals(current)) {
            return;
        }
        if (!stored.hostId().equals(current.hostId()) || !stored.manager().equals(current.manager())) {
            throw new IOException("identity.json is for another host or manager: restart the agent");
        }
        manager.use(ManagerTls.of(stored));
        current = stored;
        health.succeeded(Call.RENEWAL);
        LOG.info("new certificate in use manager={} host={}", current.manager(), current.hostName());
    }

    private void renew() throws IOException, InterruptedException {
        PendingKey key = identities.pending(current.manager(), current.hostName());
        try {
            LinkIdentity renewed = identities.accept(
                    key, manager.renew(current.hostId(), new RenewalRequest(SigningRequest.pem(key.pair()))));
            manager.use(ManagerTls.of(renewed));
            current = renewed;
            health.succeeded(Call.RENEWAL);
            LOG.info(
                    "certificate renewed manager={} host={} notAfter={}",
                    renewed.manager(),
                    renewed.hostName(),
                    certificate().getNotAfter().toInstant());
        } catch (Rejection | GeneralSecurityException unusable) {
            // The next request needs another key.
            identities.forgetPending();
            throw unusable instanceof Rejection rejection ? rejection : new IOException(unusable);
        }
    }

    private boolean isDue() throws IOException {
        X509Certificate certificate = certificate();
        Instant start = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(start, certificate.getNotAfter().toInstant());
        Duration earlier = Duration.ofMillis((long) (life.toMillis() / 10.0 * spread));
        return !clock.instant()
                .isBefore(start.plus(life.multipliedBy(2).dividedBy(3)).minus(earlier));
    }

    private X509Certificate certificate() throws IOException {
        try {
            return ManagerTls.certificate(current.certificate());
        } catch (CertificateException e) {
            throw new IOException("The certificate in identity.json is malformed", e);
        }
    }
}
