// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The agent's streams, between a manager and a libvirt daemon that the test plays. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibvirtStreamsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A keepalive request, as libvirt's client sends it. */
    private static final byte[] PING = ByteBuffer.allocate(28)
            .putInt(28)
            .putInt(0x6b65_6570)
            .putInt(1)
            .putInt(1)
            .putInt(2)
            .array();

    /** A call that the agent does not let pass: CONNECT_LIST_DOMAINS. */
    private static final byte[] STRANGE_CALL = ByteBuffer.allocate(28)
            .putInt(28)
            .putInt(0x2000_8086)
            .putInt(1)
            .putInt(37)
            .putInt(0)
            .putInt(1)
            .array();

    private record Opened(LibvirtStream stream, FakeWebSocket socket) {}

    private final List<Opened> opened = new CopyOnWriteArrayList<>();
    private final AtomicInteger toFail = new AtomicInteger();
    private Path directory;
    private ServerSocketChannel daemon;
    private LibvirtStreams streams;
    private Thread thread;

    @SuppressWarnings("NullAway.Init")
    LibvirtStreamsTest() {}

    @BeforeEach
    void start() throws IOException {
        // Short: the path of a socket has at most 107 bytes.
        directory = Files.createTempDirectory("a");
        daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        daemon.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
        start(new DaemonSocket(List.of(directory.resolve("none"), directory.resolve("s"))));
    }

    private void start(DaemonSocket socket) {
        streams = new LibvirtStreams(
                socket, new Backoff(Duration.ofMillis(10), Duration.ofMillis(20), new SplittableRandom(1)));
        thread = new Thread(() -> {
            try {
                streams.run(this::dial);
            } catch (InterruptedException | IOException end) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
    }

    private void dial(LibvirtStream stream) throws IOException {
        if (toFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("the manager is away");
        }
        FakeWebSocket socket = new FakeWebSocket();
        opened.add(new Opened(stream, socket));
        stream.onOpen(socket);
    }

    @AfterEach
    void stop() throws Exception {
        thread.interrupt();
        thread.join();
        daemon.close();
        Files.delete(directory.resolve("s"));
        Files.delete(directory);
    }

    @Test
    void withoutTheWishOfTheManagerThereIsNoStream() {
        streams.wanted(true);
        awaitOpen(2);

        streams.wanted(false);

        awaitOpen(0);
        assertThat(opened).hasSize(2);
    }

    @Test
    void aStreamInUseIsReplacedByAnotherUnusedStream() throws Exception {
        streams.wanted(true);
        awaitOpen(2);

        SocketChannel used = use(opened.get(0));

        awaitOpen(3);
        assertThat(opened).hasSize(3);
        used.close();
    }

    @Test
    void theWishEndsUnusedStreamsOnly() throws Exception {
        streams.wanted(true);
        awaitOpen(2);
        SocketChannel used = use(opened.get(0));
        awaitOpen(3);

        streams.wanted(false);

        awaitOpen(1);
        assertThat(opened.get(0).socket().ended()).isFalse();
        used.close();
        awaitOpen(0);
    }

    @Test
    void aManagerThatIsAwayIsDialledAgain() {
        toFail.set(5);

        streams.wanted(true);

        awaitOpen(2);
        assertThat(toFail).hasValue(0);
    }

    @Test
    void aStreamThatEndsUnusedIsReplaced() {
        streams.wanted(true);
        awaitOpen(2);

        opened.get(1).stream().onClose(opened.get(1).socket(), 1001, "restart");

        await().atMost(PATIENCE).until(() -> opened.size() == 3);
    }

    @Test
    void aCallThatIsNotAllowedEndsTheStreamAndNothingReachesTheDaemon() throws Exception {
        streams.wanted(true);
        awaitOpen(2);

        opened.get(0).stream().onBinary(opened.get(0).socket(), ByteBuffer.wrap(STRANGE_CALL), true);

        SocketChannel atDaemon = daemon.accept();
        assertThat(atDaemon.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        await().atMost(PATIENCE).until(() -> opened.get(0).socket().ended());
        assertThat(opened.get(0).socket().reason()).contains("procedure=37");
    }

    @Test
    void withoutADaemonAStreamEndsAtItsFirstMessage() throws Exception {
        thread.interrupt();
        thread.join();
        start(new DaemonSocket(List.of(directory.resolve("none"))));
        streams.wanted(true);
        awaitOpen(2);

        opened.get(0).stream().onBinary(opened.get(0).socket(), ByteBuffer.wrap(PING), true);

        await().atMost(PATIENCE).until(() -> opened.get(0).socket().ended());
        assertThat(opened.get(0).socket().reason()).contains("libvirt is not reachable");
    }

    @Test
    void theEndOfTheAgentEndsAllStreams() throws Exception {
        streams.wanted(true);
        awaitOpen(2);
        SocketChannel used = use(opened.get(0));
        awaitOpen(3);

        thread.interrupt();
        thread.join();

        awaitOpen(0);
        assertThat(used.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    /** Sends a first message of the manager, and returns the connection that the daemon gets. */
    private SocketChannel use(Opened stream) throws IOException {
        stream.stream().onBinary(stream.socket(), ByteBuffer.wrap(PING), true);
        SocketChannel atDaemon = daemon.accept();
        ByteBuffer first = ByteBuffer.allocate(PING.length);
        while (first.hasRemaining()) {
            assertThat(atDaemon.read(first)).isPositive();
        }
        assertThat(first.array()).isEqualTo(PING);
        return atDaemon;
    }

    private void awaitOpen(int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(opened)
                        .filteredOn(each -> !each.socket().ended())
                        .hasSize(count));
    }
}
