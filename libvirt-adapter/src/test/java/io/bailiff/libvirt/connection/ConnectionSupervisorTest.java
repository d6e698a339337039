// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectionSupervisorTest {

    private final EventDispatcher dispatcher = new EventDispatcher("host-a");
    private final List<HypervisorEvent> events = new CopyOnWriteArrayList<>();
    private final FakeHost host = new FakeHost();
    private final ConnectionSupervisor<FakeSession> supervisor = new ConnectionSupervisor<>(
            "host-a",
            host,
            dispatcher,
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), new Random(3)),
            Clock.systemUTC());

    @AfterEach
    void close() {
        supervisor.close();
        dispatcher.close();
    }

    @Test
    void aHostThatIsDownIsRetriedUntilTheHostIsUp() {
        host.down = true;
        start();
        await().until(() -> host.attempts > 3);
        assertThat(supervisor.status().message()).isEqualTo("it is down");

        host.down = false;

        await().untilAsserted(() -> assertThat(events).containsExactly(new HypervisorEvent.Connected()));
        assertThat(supervisor.status().connected()).isTrue();
        assertThat(supervisor.status().message()).isEqualTo("fake 1");
    }

    @Test
    void aCallWhileThereIsNoConnectionFailsAtOnceWithTheReason() {
        host.down = true;
        start();
        await().until(() -> host.attempts > 1);

        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(() -> supervisor.call(FakeSession::peer))
                .withMessageContaining("it is down")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(Code.UNREACHABLE));
    }

    @Test
    void aLostSessionIsClosedAndReplacedAndOnlyItsFirstLossCounts() throws Exception {
        start();
        await().untilAsserted(() -> assertThat(events).hasSize(1));
        FakeSession first = host.sessions.get(0);

        first.listener.lost("gone");
        first.listener.lost("gone again");

        await().untilAsserted(() -> assertThat(events)
                .containsExactly(
                        new HypervisorEvent.Connected(),
                        new HypervisorEvent.Disconnected("gone"),
                        new HypervisorEvent.Connected()));
        await().untilAsserted(() -> assertThat(first.closed).isEqualTo(1));
        first.listener.lost("lost, reported late");
        assertThat(supervisor.call(FakeSession::peer)).isEqualTo("fake 2");
    }

    @Test
    void aSessionThatIsLostDuringOpeningIsNeverUsed() {
        host.breakWhileOpening = true;
        start();

        await().untilAsserted(() -> assertThat(events).containsExactly(new HypervisorEvent.Connected()));
        assertThat(host.sessions.get(0).closed).isEqualTo(1);
        assertThat(supervisor.status().message()).isEqualTo("fake 2");
    }

    @Test
    void aSessionIsNotClosedDuringACall() throws Exception {
        start();
        await().untilAsserted(() -> assertThat(events).hasSize(1));
        FakeSession session = host.sessions.get(0);
        CountDownLatch inCall = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        ExecutorService caller = Executors.newSingleThreadExecutor();
        Future<Integer> closedInCall = caller.submit(() -> supervisor.call(used -> {
            inCall.countDown();
            awaitQuietly(hold);
            return used.closed;
        }));
        inCall.await();

        session.listener.lost("gone");
        await().untilAsserted(() -> assertThat(events).contains(new HypervisorEvent.Disconnected("gone")));
        await().until(() -> host.sessions.size() == 2);
        hold.countDown();

        assertThat(closedInCall.get()).isZero();
        await().untilAsserted(() -> assertThat(session.closed).isEqualTo(1));
        caller.shutdown();
    }

    @Test
    void anUnexpectedFailureToOpenIsRetried() {
        host.throwWhenOpened = true;
        start();

        await().untilAsserted(() -> assertThat(events).containsExactly(new HypervisorEvent.Connected()));
    }

    @Test
    void aLossAndAReconnectionAreOneLogLineEach() {
        Logger log = (Logger) LoggerFactory.getLogger(ConnectionSupervisor.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        start();
        await().untilAsserted(() -> assertThat(events).hasSize(1));
        log.addAppender(lines);
        try {
            host.down = true;
            int before = host.attempts;
            host.sessions.get(0).listener.lost("gone");
            await().until(() -> host.attempts > before + 5);
            host.down = false;
            await().untilAsserted(() -> assertThat(events).hasSize(3));
        } finally {
            log.detachAppender(lines);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "lost the connection to libvirt uri=host-a error=gone: reconnecting",
                        "connected to fake 2 uri=host-a");
    }

    @Test
    void afterCloseNoSessionOpensAndTheThreadEnds() {
        start();
        await().untilAsserted(() -> assertThat(events).hasSize(1));

        supervisor.close();
        host.sessions.get(0).listener.lost("too late");

        assertThat(host.sessions).hasSize(1);
        assertThat(host.sessions.get(0).closed).isEqualTo(1);
        assertThat(supervisor.status().message()).isEqualTo("the connection is closed");
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("connection to host-a"));
    }

    private void start() {
        dispatcher.subscribe(events::add);
        supervisor.start();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A host that can be down, break, or surprise. */
    private static final class FakeHost implements Connector<FakeSession> {

        private final List<FakeSession> sessions = new CopyOnWriteArrayList<>();
        private volatile boolean down;
        private volatile boolean breakWhileOpening;
        private volatile boolean throwWhenOpened;
        private volatile int attempts;

        @Override
        public synchronized FakeSession open(SessionListener listener) throws HypervisorException {
            attempts++;
            if (down) {
                throw new HypervisorException(Code.UNREACHABLE, "it is down");
            }
            if (throwWhenOpened) {
                throwWhenOpened = false;
                throw new IllegalStateException("on purpose");
            }
            FakeSession session = new FakeSession(listener, sessions.size() + 1);
            sessions.add(session);
            if (breakWhileOpening) {
                breakWhileOpening = false;
                listener.lost("broke at once");
            }
            return session;
        }
    }

    private static final class FakeSession implements Session {

        private final SessionListener listener;
        private final int number;
        private volatile int closed;

        private FakeSession(SessionListener listener, int number) {
            this.listener = listener;
            this.number = number;
        }

        @Override
        public String peer() {
            return "fake " + number;
        }

        @Override
        public synchronized void close() {
            closed++;
        }
    }
}
