// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.manager.certificate.CertificateAuthority;
import io.bailiff.manager.certificate.HostKey;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each refusal on the agents' listener, with a real handshake. One manager for all tests without settings of their own, each test with a host
 * of its own, because a start takes longer than a test.
 */
@Tag("jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentListenerTest {

    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    private RunningManager manager;

    @SuppressWarnings("NullAway.Init")
    AgentListenerTest() {}

    @BeforeAll
    void start(@TempDir Path home) {
        manager = startIn(home);
    }

    @AfterAll
    void stop() {
        manager.close();
    }

    @BeforeEach
    void setTheClock() {
        passed.set(Duration.ZERO);
    }

    @Test
    void aHostIsRefusedWithoutItsOwnValidCertificate(@TempDir Path home) {
        try (RunningManager other = startIn(home)) {
            JoinedHost host = JoinedHost.join(manager, "node1");
            assertThat(host.poll().status()).isIn(200, 204);

            Rest stranger = manager.agents(AgentTlsClient.stranger());
            Rest.Answer missing = stranger.get("/agent/v1/hosts/" + host.id() + "/desired");
            assertThat(missing.status()).isEqualTo(401);
            assertThat(missing.problem()).isEqualTo("certificate-missing");
            assertThat(stranger.post("/agent/v1/hosts/" + host.id() + "/certificates", Map.of())
                            .problem())
                    .isEqualTo("certificate-missing");

            JoinedHost second = JoinedHost.join(manager, "node2");
            Rest.Answer wrongPath = second.rest().get("/agent/v1/hosts/" + host.id() + "/desired");
            assertThat(wrongPath.status()).isEqualTo(403);
            assertThat(wrongPath.problem()).isEqualTo("another-host");

            assertThat(unrecorded(manager, host.id()).poll().problem()).isEqualTo("unknown-certificate");
            assertThatThrownBy(() -> unrecorded(other, host.id()).at(manager).poll())
                    .as("of another authority")
                    .hasRootCauseInstanceOf(SSLException.class);
            assertThatThrownBy(() -> manager.agents(AgentTlsClient.client(null, null, "TLSv1.2"))
                            .get("/agent/v1/join"))
                    .as("TLS 1.2")
                    .hasRootCauseInstanceOf(SSLException.class);
        }
    }

    @Test
    void aCertificateIsRefusedAfterItsEndAndRenewedWithinTheGrace() {
        JoinedHost host = JoinedHost.join(manager, "renewing");
        passed.set(Duration.ofDays(29));
        assertThat(host.poll().status()).isIn(200, 204);

        passed.set(Duration.ofDays(31));
        Rest.Answer expired = host.poll();
        assertThat(expired.status()).isEqualTo(401);
        assertThat(expired.problem()).isEqualTo("certificate-expired");
        HostKey key = HostKey.make();
        JoinedHost renewed = JoinedHost.of(manager, key, host.renew(key));
        assertThat(renewed.id()).isEqualTo(host.id());
        assertThat(renewed.poll().status()).isIn(200, 204);

        passed.set(Duration.ofDays(119));
        assertThat(host.renew(HostKey.make()).status()).isEqualTo(200);
        passed.set(Duration.ofDays(121));
        assertThat(host.renew(HostKey.make()).problem()).isEqualTo("certificate-expired");
    }

    @Test
    void aClockThatIsSetBackByHalfADayKeepsNoHostAway() {
        // The root is older than the certificate of the host.
        passed.set(Duration.ofDays(40));
        JoinedHost host = JoinedHost.join(manager, "clock");
        passed.set(Duration.ofDays(40).minusHours(12));
        assertThat(host.poll().status()).isIn(200, 204);
        passed.set(Duration.ofDays(40).minusHours(25));
        assertThat(host.poll().problem()).isEqualTo("certificate-not-yet-valid");
    }

    @Test
    void noEndpointForOperatorsExistsOnTheAgentsListener() {
        JoinedHost host = JoinedHost.join(manager, "endpoints");
        for (String path : new String[] {
            "/", "/api/v1/hosts", "/actuator/health", "/agent/../api/v1/hosts", "/agent/%2e%2e/api/v1/hosts", "/none"
        }) {
            assertThat(host.rest().get(path).status()).as(path).isIn(400, 404);
            assertThat(manager.agents(AgentTlsClient.stranger()).get(path).status())
                    .as(path)
                    .isIn(400, 401, 404);
        }
        Rest.Answer known = host.rest().get("/api/v1/hosts");
        assertThat(known.problem()).isEqualTo("not-found");
        assertThat(known.problem()).isEqualTo(host.rest().get("/api/v1/unknown").problem());
        assertThat(manager.rest().post("/agent/v1/join", Map.of()).problem())
                .as("the operators' listener")
                .isEqualTo("not-found");
    }

    @Test
    void aTokenIsRefusedAfterItsEnd() {
        String token = JoinedHost.token(manager, Map.of("host", "late", "expiresInSeconds", 60));
        passed.set(Duration.ofSeconds(61));
        assertThat(JoinedHost.ask(manager, "late", token, HostKey.make()).problem())
                .isEqualTo("join-token-expired");
        assertThat(manager.rest().get("/api/v1/join-tokens").items())
                .filteredOn(each -> each.path("host").asString("").equals("late"))
                .singleElement()
                .satisfies(each -> assertThat(each.get("state").asString()).isEqualTo("EXPIRED"));
    }

    @Test
    void whoeverGuessesTokensHasToWait(@TempDir Path home) {
        try (RunningManager strict = startIn(home, "--bailiff.join.failures=3", "--bailiff.join.failure-every=1h")) {
            for (int i = 0; i < 3; i++) {
                assertThat(JoinedHost.ask(strict, "guesser", "guess", HostKey.make())
                                .problem())
                        .isEqualTo("wrong-join-token");
            }
            String token = JoinedHost.token(strict, Map.of("host", "guesser"));
            Rest.Answer waits = JoinedHost.ask(strict, "guesser", token, HostKey.make());
            assertThat(waits.status()).isEqualTo(429);
            assertThat(waits.problem()).isEqualTo("too-many-attempts");
            assertThat(waits.http().headers().firstValueAsLong("Retry-After").orElse(0))
                    .isBetween(1L, 3601L);
        }
    }

    @Test
    void theListenerForOperatorsStaysOnTheLoopbackInterface(@TempDir Path home) {
        assertThatThrownBy(() -> startIn(home, "--server.address=0.0.0.0"))
                .hasStackTraceContaining("ListenerRefusedException");
    }

    @Test
    void theCertificatesOutliveARestartOfTheManager() {
        JoinedHost host = JoinedHost.join(manager, "restart");
        manager.stop();
        manager.start();
        assertThat(host.poll().status()).isIn(200, 204);
    }

    /** The certificate of an authority without a row in the database, as after the restore of an older backup. */
    private static Unrecorded unrecorded(RunningManager manager, String hostId) {
        HostKey key = HostKey.make();
        X509Certificate certificate = manager.bean(CertificateAuthority.class)
                .issue(hostId, key.pair().getPublic());
        return new Unrecorded(manager, hostId, key, certificate);
    }

    private record Unrecorded(RunningManager manager, String hostId, HostKey key, X509Certificate certificate) {

        Unrecorded at(RunningManager elsewhere) {
            return new Unrecorded(elsewhere, hostId, key, certificate);
        }

        Rest.Answer poll() {
            return new JoinedHost(manager, hostId, key, certificate).poll();
        }
    }

    private RunningManager startIn(Path home, String... more) {
        return new RunningManager(TestDatabase.H2, home, more)
                .wall(() -> Instant.now().plus(passed.get()))
                .start();
    }
}
