// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.HostReport;
import io.bailiff.libvirt.LibvirtAddress;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The manager's end of the streams to the libvirt of a host, between a client and an agent that the test plays. One manager for all tests,
 * each with a host of its own, because a start takes longer than a test.
 */
@Tag("jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibvirtStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int REMOTE = 0x2000_8086;
    private static final int KEEPALIVE = 0x6b65_6570;
    private static final int AUTH_LIST = 66;
    private static final int LOOKUP = 23;

    private final List<LibvirtAddress> opened = new CopyOnWriteArrayList<>();

    private Path home;
    private RunningManager manager;
    private int hosts;
    private String name;
    private JoinedHost host;
    private HttpClient agent;

    @SuppressWarnings("NullAway.Init")
    LibvirtStreamTest() {}

    @BeforeAll
    void start(@TempDir Path folder) {
        home = folder;
        start("--bailiff.guest.disconnect-after=1h");
    }

    private void start(String setting) {
        manager = new RunningManager(TestDatabase.H2, home, setting)
                .connectingBy(address -> {
                    opened.add(address);
                    return TestHypervisor.of(name);
                })
                .start();
    }

    @BeforeEach
    void join() {
        name = "host-" + ++hosts;
        host = JoinedHost.join(manager, name);
        agent = client(host);
        awaitRoute();
    }

    private void awaitRoute() {
        await().atMost(PATIENCE).until(() -> route().equals("LINK"));
    }

    /** Ends the streams of the host, and the connection to its libvirt. */
    @AfterEach
    void remove() {
        Rest.Answer unused = manager.rest().delete(path() + "?reason=over");
        opened.clear();
    }

    @AfterAll
    void stop() {
        manager.close();
    }

    @Test
    void anAgentIsToldAtOnceThatItsLibvirtIsWantedAndLaterThatItIsNot() throws Exception {
        manager.close();
        start("--bailiff.guest.disconnect-after=1s");
        host = new JoinedHost(manager, host.id(), host.key(), host.certificate());
        awaitRoute();
        CompletableFuture<Rest.Answer> poll = poll(false);

        use();

        JsonNode wanted = poll.get().body();
        assertThat(wanted.get("libvirtWanted").asBoolean()).isTrue();
        JsonNode later = poll(true).get().body();
        assertThat(later.get("libvirtWanted").asBoolean()).isFalse();
        long revision = later.get("revision").asLong();
        assertThat(revision).isEqualTo(wanted.get("revision").asLong());

        // Without orders, but with the wishes: the differences of an outdated host are answered by a report and a look
        // at its guests.
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            use();
                            return poll("&libvirt=false&accepted=" + (revision + 1))
                                    .get()
                                    .http();
                        },
                        answer -> answer.statusCode() == 204
                                && answer.headers()
                                        .firstValue(DesiredState.LIBVIRT_HEADER)
                                        .equals(Optional.of("true"))
                                && answer.headers()
                                        .firstValue(HostReport.WANTED_HEADER)
                                        .equals(Optional.of("true")));
        manager.close();
        start("--bailiff.guest.disconnect-after=1h");
    }

    @Test
    void aHandshakeNeedsTheCertificateOfTheHostTheAgentsListenerAndTheWishOfTheManager() throws Exception {
        HttpClient other = client(JoinedHost.join(manager, "another-host"));
        assertThat(status(AgentTlsClient.stranger())).isEqualTo(401);
        assertThat(status(other)).isEqualTo(403);
        assertThat(status(agent)).isEqualTo(409);

        use();

        assertThat(status(AgentTlsClient.stranger())).isEqualTo(401);
        assertThat(status(other)).isEqualTo(403);
        assertThat(StreamOfAgent.status(manager.operatorsUri(), host.id(), agent))
                .isEqualTo(404);
        assertThat(status(agent)).isEqualTo(101);
        assertThat(host.rest()
                        .get("/agent/v1/hosts/" + host.id() + "/libvirt-stream")
                        .status())
                .isEqualTo(426);
    }

    @Test
    void theRemovalOfTheHostEndsItsStreams() throws Exception {
        use();
        StreamOfAgent stream = open();
        try (SocketChannel client = client()) {
            byte[] ping = packet(KEEPALIVE, 1, 2, 0, 0);
            write(client, ping);
            stream.take(ping.length);

            assertThat(manager.rest().delete(path() + "?reason=scrapped").status())
                    .isEqualTo(204);

            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            stream.awaitEnd();
        }
        assertThat(status(agent)).isEqualTo(401);
    }

    @Test
    void theRevocationOfACertificateEndsTheStreamsOfTheHost() throws Exception {
        use();
        StreamOfAgent spare = open();
        assertThat(manager.rest()
                        .delete(path() + "/certificates/" + host.serial() + "?reason=stolen")
                        .status())
                .isEqualTo(204);

        spare.awaitEnd();
        assertThat(status(agent)).isEqualTo(401);
    }

    @Test
    void bytesPassInBothDirectionsAlsoAfterAPing() throws Exception {
        use();
        StreamOfAgent stream = open();
        stream.socket().sendPing(ByteBuffer.allocate(0)).get();
        try (SocketChannel client = client()) {
            byte[] call = packet(REMOTE, LOOKUP, 0, 1, 300_000);
            write(client, call);
            assertThat(stream.take(call.length)).isEqualTo(call);
            stream.socket().sendPing(ByteBuffer.allocate(0)).get();

            byte[] reply = packet(REMOTE, LOOKUP, 1, 1, 300_000);
            stream.send(reply);
            assertThat(read(client, reply.length)).isEqualTo(reply);
        }
        stream.awaitEnd();
    }

    @Test
    void theSocketsAreForTheOwnUserOnly() throws Exception {
        use();

        Path socket = socket();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
        assertThat(socket.toString().length()).isLessThan(108);
    }

    @Test
    void anAnswerThatLibvirtWouldNotGiveEndsTheStreamBeforeTheClientSeesIt() throws Exception {
        use();
        for (byte[] answer : List.of(
                packet(REMOTE, AUTH_LIST, 1, 2, 4),
                packet(REMOTE, AUTH_LIST, 3, 1, 4),
                packet(REMOTE, AUTH_LIST, 5, 1, 4),
                packet(0x2000_8087, AUTH_LIST, 1, 1, 4),
                packet(REMOTE, 1, 2, 0, 4),
                new byte[28])) {
            StreamOfAgent stream = open();
            try (SocketChannel client = client()) {
                byte[] call = packet(REMOTE, AUTH_LIST, 0, 1, 0);
                write(client, call);
                stream.take(call.length);

                stream.send(answer);

                assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                stream.awaitEnd();
            }
        }
    }

    @Test
    void theEndOfTheAgentEndsTheConnectionOfTheClientAtOnce() throws Exception {
        use();
        StreamOfAgent stream = open();
        try (SocketChannel client = client()) {
            byte[] ping = packet(KEEPALIVE, 1, 2, 0, 0);
            write(client, ping);
            stream.take(ping.length);

            stream.socket().abort();

            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void aClientThatDoesNotReadStallsItsOwnStreamOnly() throws Exception {
        use();
        StreamOfAgent slow = open();
        try (SocketChannel stalled = client()) {
            byte[] call = packet(REMOTE, LOOKUP, 0, 1, 0);
            write(stalled, call);
            slow.take(call.length);
            byte[] reply = packet(REMOTE, LOOKUP, 1, 1, 30_000_000);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendInPieces(slow, reply));

            StreamOfAgent quick = open();
            try (SocketChannel other = client()) {
                write(other, call);
                quick.take(call.length);
                byte[] answer = packet(REMOTE, LOOKUP, 1, 1, 100_000);
                quick.send(answer);
                assertThat(read(other, answer.length)).isEqualTo(answer);
            }
            assertThat(sending).isNotDone();

            assertThat(read(stalled, reply.length)).isEqualTo(reply);
            sending.get();
        }
    }

    @Test
    void theStopOfTheManagerEndsEverything() throws Exception {
        use();
        StreamOfAgent stream = open();
        try (SocketChannel client = client()) {
            byte[] ping = packet(KEEPALIVE, 1, 2, 0, 0);
            write(client, ping);
            stream.take(ping.length);
            Path socket = socket();

            manager.stop();

            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            stream.awaitEnd();
            assertThat(socket).doesNotExist();
        }
        manager.start();
    }

    private String path() {
        return "/api/v1/hosts/" + name;
    }

    /** Something that needs the libvirt of the host. */
    private void use() {
        assertThat(manager.rest().get(path() + "/guests").status()).isEqualTo(200);
    }

    private String route() {
        return manager.rest().get(path()).body().get("libvirt").get("route").asString("");
    }

    private CompletableFuture<Rest.Answer> poll(boolean known) {
        return poll("&libvirt=" + known);
    }

    private CompletableFuture<Rest.Answer> poll(String knowledge) {
        long revision = manager.rest().get(path()).body().get("desiredRevision").asLong();
        String path = "/agent/v1/hosts/" + host.id() + "/desired?after=" + revision + "&waitMillis=20000" + knowledge;
        return CompletableFuture.supplyAsync(() -> host.rest().get(path));
    }

    private Path socket() {
        String uri = opened.get(opened.size() - 1).uri();
        return Path.of(URLDecoder.decode(uri.substring(uri.indexOf("socket=") + 7), StandardCharsets.UTF_8));
    }

    private SocketChannel client() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    private static HttpClient client(JoinedHost host) {
        return AgentTlsClient.with(host.key().pair().getPrivate(), host.certificate());
    }

    private int status(HttpClient client) throws InterruptedException {
        return StreamOfAgent.status(manager.agentsUri(), host.id(), client);
    }

    private StreamOfAgent open() throws Exception {
        return StreamOfAgent.open(manager.agentsUri(), host.id(), agent);
    }

    private static byte[] packet(int program, int procedure, int type, int serial, int content) {
        return ByteBuffer.allocate(28 + content)
                .putInt(28 + content)
                .putInt(program)
                .putInt(1)
                .putInt(procedure)
                .putInt(type)
                .putInt(serial)
                .array();
    }

    private static void sendInPieces(StreamOfAgent stream, byte[] bytes) {
        try {
            for (int at = 0; at < bytes.length; at += 60_000) {
                stream.send(java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 60_000)));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
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
