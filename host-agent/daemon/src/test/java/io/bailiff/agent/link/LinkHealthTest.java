// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.bailiff.agent.link.LinkHealth.Call;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The lines in the log about the loss and the return of the manager. */
class LinkHealthTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final URI MANAGER = URI.create("https://manager.example.org:8441");
    private final IOException unreachable = new IOException("Connection refused");

    private final Logger log = (Logger) LoggerFactory.getLogger(LinkHealth.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final InstantSource clock = now::get;
    // Other tests of the same process log too: the name of the host tells the lines apart.
    private final LinkHealth health = new LinkHealth(MANAGER, "host-of-this-test", clock.withZone(ZoneOffset.UTC));

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(lines);
    }

    @Test
    void aLossIsOneLineAndTheReturnAnotherWithManagerHostAndTime() {
        health.failed(Call.DESIRED_STATE, unreachable);
        now.set(NOON.plusSeconds(90));
        health.failed(Call.REPORT, unreachable);
        health.failed(Call.DESIRED_STATE, unreachable);
        health.succeeded(Call.DESIRED_STATE);
        health.succeeded(Call.REPORT);
        health.succeeded(Call.REPORT);

        assertThat(lines.list)
                .filteredOn(this::isOfThisTest)
                .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        tuple(
                                Level.WARN,
                                "manager unreachable manager=" + MANAGER + " host=host-of-this-test since=" + NOON
                                        + " error=Connection refused: groups stay unchanged, the agent retries"),
                        tuple(
                                Level.INFO,
                                "manager reachable again manager=" + MANAGER + " host=host-of-this-test lostSince="
                                        + NOON));
    }

    @Test
    void theFirstRejectionDuringALossIsAnErrorAndNotRepeated() {
        health.failed(Call.REPORT, unreachable);
        health.failed(Call.REPORT, new Rejection(401, "certificate-revoked", null, "answers 401"));
        health.failed(Call.REPORT, unreachable);
        health.failed(Call.REPORT, new Rejection(401, "certificate-revoked", null, "answers 401"));
        health.succeeded(Call.REPORT);

        assertLevels(Level.WARN, Level.ERROR, Level.INFO);
    }

    @Test
    void aCallThatAlwaysFailsIsOneLineThoughOtherCallsSucceed() {
        for (int round = 0; round < 5; round++) {
            health.failed(Call.REPORT, new Rejection(400, "invalid-field", null, "answers 400"));
            health.succeeded(Call.DESIRED_STATE);
        }

        assertLevels(Level.ERROR);
    }

    @Test
    void aSecondLossIsLoggedAgain() {
        health.failed(Call.REPORT, unreachable);
        health.succeeded(Call.REPORT);
        health.failed(Call.REPORT, unreachable);

        assertLevels(Level.WARN, Level.INFO, Level.WARN);
    }

    private void assertLevels(Level... levels) {
        assertThat(lines.list)
                .filteredOn(this::isOfThisTest)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(levels);
    }

    private boolean isOfThisTest(ILoggingEvent line) {
        return line.getFormattedMessage().contains("host=host-of-this-test");
    }
}
