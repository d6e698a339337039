// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The manager's and the agent's end of a tunnel, joined in memory, between a client and a daemon that the test plays. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TunnelTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LOOKUP = Procedure.DOMAIN_LOOKUP_BY_UUID.number();

    private final List<EndOfStream> ends = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Path directory;
    private SocketLoop loop;
    private ClientSocket clients;
    private ServerSocketChannel daemon;

    @SuppressWarnings("NullAway.Init")
    TunnelTest() {}

    @BeforeEach
    void begin() throws IOException {
        // Short: the path of a socket has at most 107 bytes.
        directory = Files.createTempDirectory("t");
        loop = SocketLoop.start("sockets of the test");
        clients = ClientSocket.open(loop, directory.resolve("client"), "host-a");
        daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        daemon.bind(UnixDomainSocketAddress.of(directory.resolve("daemon")));
    }

    @AfterEach
    void end() throws Exception {
        clients.close();
        for (AutoCloseable each : open) {
            each.close();
        }
        daemon.close();
        await().atMost(PATIENCE).until(() -> !Files.exists(directory.resolve("client")));
        loop.close();
        Files.delete(directory.resolve("daemon"));
        Files.delete(directory);
    }

    /** One stream, at both of its ends. */
    private record Stream(SocketChannel client, SocketChannel daemon, LinkPair links) {}

    private Stream stream() throws IOException {
        SocketChannel client = connect();
        return stream(client);
    }

    private SocketChannel connect() throws IOException {
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(clients.path()));
        open.add(client);
        return client;
    }

    /** Gives the client a link, and the agent a connection to the daemon. */
    private Stream stream(SocketChannel client) throws IOException {
        LinkPair links = new LinkPair();
        open.add(links);
        SocketChannel toDaemon = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("daemon")));
        SocketChannel atDaemon = daemon.accept();
        open.add(atDaemon);
        StreamRelay agent = StreamRelay.ofDaemon(loop, toDaemon, links.agent, ends::add);
        links.agent.receive(agent::message, agent::linkEnded);
        StreamEnd manager = clients.offer(links.manager);
        links.manager.receive(manager::message, manager::ended);
        links.manager.request();
        links.agent.request();
        agent.start();
        return new Stream(client, atDaemon, links);
    }

    @Test
    void callsAndAnswersPass() throws Exception {
        Stream stream = stream();
        byte[] call = Packets.joined(Packets.open("qemu:///system", 0), Packets.call(LOOKUP, 2, 300_000));

        Thread writer = writing(stream.client(), call);
        assertThat(read(stream.daemon(), call.length)).isEqualTo(call);
        writer.join();
        byte[] answer = Packets.joined(
                Packets.reply(1, 1, 0),
                Packets.event(Procedure.DOMAIN_EVENT_CALLBACK_LIFECYCLE.number(), 44),
                Packets.reply(LOOKUP, 2, 1_000_000));
        writer = writing(stream.daemon(), answer);
        assertThat(read(stream.client(), answer.length)).isEqualTo(answer);
        writer.join();
    }

    @Test
    void aConnectionWithoutALinkWaitsForTheNextLink() throws Exception {
        SocketChannel early = connect();
        byte[] call = Packets.call(LOOKUP, 1, 16);
        early.write(ByteBuffer.wrap(call));

        Stream stream = stream(early);

        assertThat(read(stream.daemon(), call.length)).isEqualTo(call);
        await().atMost(PATIENCE).until(clients::hasLink);
    }

    @Test
    void aCallThatIsNotAllowedEndsTheStreamAndNothingReachesTheDaemon() throws Exception {
        Stream stream = stream();

        stream.client().write(ByteBuffer.wrap(Packets.call(211, 1, 0)));

        assertThat(stream.daemon().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(stream.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void theAgentRefusesACallOfATakenOverManagerAndNothingReachesTheDaemon() throws Exception {
        Stream stream = stream();
        stream.client().write(ByteBuffer.wrap(Packets.keepAlive(1)));
        read(stream.daemon(), 28);

        // Past the manager's own check.
        stream.links().manager.send(ByteBuffer.wrap(Packets.open("test:///etc/shadow", 0)));

        assertThat(stream.daemon().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        await().atMost(PATIENCE).until(() -> !ends.isEmpty());
        assertThat(ends.get(0).refused()).isTrue();
        assertThat(stream.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void anAnswerOfAHostileAgentNeverReachesTheClient() throws Exception {
        Stream stream = stream();
        stream.client().write(ByteBuffer.wrap(Packets.keepAlive(1)));
        read(stream.daemon(), 28);

        // Past the agent's own check.
        stream.links().agent.send(ByteBuffer.wrap(Packets.reply(LOOKUP, 9, 64)));

        assertThat(stream.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(stream.daemon().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void aMessageBeforeTheFirstCallEndsTheLink() throws Exception {
        LinkPair links = new LinkPair();
        open.add(links);
        StreamEnd manager = clients.offer(links.manager);
        links.manager.receive(manager::message, manager::ended);
        links.manager.request();

        links.agent.send(ByteBuffer.wrap(Packets.keepAlive(1)));

        await().atMost(PATIENCE).until(() -> links.manager.closed() != null);
        await().atMost(PATIENCE).until(() -> !clients.hasLink());
    }

    @Test
    void theEndOfEachPartEndsTheOtherPartsAtOnce() throws Exception {
        Stream byClient = stream();
        byClient.client().close();
        assertThat(byClient.daemon().read(ByteBuffer.allocate(1))).isEqualTo(-1);

        Stream byDaemon = carrying();
        byDaemon.daemon().close();
        assertThat(byDaemon.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);

        Stream byLink = carrying();
        byLink.links().agent.close("the agent ends");
        assertThat(byLink.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);

        Stream bySocket = stream();
        clients.close();
        assertThat(bySocket.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(bySocket.daemon().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void aStalledDaemonStallsItsOwnStreamOnlyAndFillsNoMemory() throws Exception {
        Stream stalled = stream();
        stalled.client().configureBlocking(false);
        // The daemon reads nothing: only the buffers of the sockets and one piece in each relay take bytes.
        ByteBuffer large = ByteBuffer.wrap(Packets.call(LOOKUP, 1, 16_000_000));
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .during(Duration.ofMillis(500))
                .until(() -> {
                    int before = large.position();
                    stalled.client().write(large);
                    return large.position() == before;
                });
        assertThat(large.position()).isPositive().isLessThan(4_000_000);

        Stream other = stream();
        byte[] call = Packets.call(LOOKUP, 1, 100_000);
        Thread writer = writing(other.client(), call);
        assertThat(read(other.daemon(), call.length)).isEqualTo(call);
        writer.join();

        stalled.client().configureBlocking(true);
        writer = new Thread(() -> write(stalled.client(), large));
        writer.start();
        assertThat(read(stalled.daemon(), large.capacity())).isEqualTo(large.array());
        writer.join();
    }

    @Test
    void linksBeyondTheLimitAreRefused() {
        List<LinkPair> links = new ArrayList<>();
        for (int i = 0; i < ClientSocket.MOST_SPARE + 3; i++) {
            LinkPair pair = new LinkPair();
            open.add(pair);
            links.add(pair);
            clients.offer(pair.manager);
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(links)
                        .filteredOn(pair -> pair.manager.closed() != null)
                        .hasSize(3));
    }

    @Test
    void anUnusedLinkThatEndsIsForgotten() throws Exception {
        for (int i = 0; i < 3 * ClientSocket.MOST_SPARE; i++) {
            LinkPair pair = new LinkPair();
            open.add(pair);
            StreamEnd end = clients.offer(pair.manager);
            end.ended("gone");
        }
        // A client that connects before the end of a link has been noticed would get this link, and lose it.
        CountDownLatch noticed = new CountDownLatch(1);
        loop.execute(noticed::countDown);
        noticed.await();

        carrying();
    }

    /** Returns a stream that has carried a call. Before, the socket may not have accepted its client, which would wait for another link. */
    private Stream carrying() throws Exception {
        Stream stream = stream();
        byte[] call = Packets.call(LOOKUP, 1, 16);
        stream.client().write(ByteBuffer.wrap(call));
        assertThat(read(stream.daemon(), call.length)).isEqualTo(call);
        return stream;
    }

    private static Thread writing(SocketChannel channel, byte[] bytes) {
        Thread writer = new Thread(() -> write(channel, ByteBuffer.wrap(bytes)));
        writer.start();
        return writer;
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(SocketChannel channel, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new IOException("ended after " + bytes.position() + " of " + count + " bytes");
            }
        }
        return bytes.array();
    }
}
