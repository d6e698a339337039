// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A manager and an agent as processes: libvirt's client in the manager reaches the libvirt daemon of the agent's host, which the test plays. */
@Tag("host")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibvirtThroughTheLinkTest {

    private static final String HOST = "sim-a";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int REMOTE = 0x2000_8086;
    private static final int AUTH_LIST = 66;

    @TempDir
    private Path home;

    private final int managerPort = Processes.freePort();
    private final int agentPort = Processes.freePort();
    private final int simulatorPort = Processes.freePort();
    private final Rest manager = new Rest("http://127.0.0.1:" + managerPort);
    private Processes processes;
    private Path directory;
    private ServerSocketChannel daemon;
    private Process managerProcess;
    private Process agentProcess;

    @SuppressWarnings("NullAway.Init")
    LibvirtThroughTheLinkTest() {}

    @BeforeEach
    void start() throws IOException {
        // Short: the path of a socket has at most 107 bytes.
        directory = Files.createTempDirectory("l");
        daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        daemon.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
        processes = new Processes(home);
        processes.simulation("simulator", "simulate", "--listen", "127.0.0.1:" + simulatorPort, "--hosts", HOST);
        Rest simulator = new Rest("http://127.0.0.1:" + simulatorPort + "/hosts/" + HOST);
        await().atMost(PATIENCE).until(() -> simulator.answers("/guests"));
        startManager();
        join();
        startAgent();
    }

    @AfterEach
    void stop() throws IOException {
        processes.close();
        daemon.close();
        Files.deleteIfExists(directory.resolve("s"));
        Files.delete(directory);
    }

    @Test
    void aRequestForGuestsReachesTheDaemonOfTheHostAndEveryRestartIsFollowedByANewConnection() throws Exception {
        use();
        SocketChannel first = nextConnection();

        Processes.kill(agentProcess);
        awaitEnd(first);
        startAgent();
        SocketChannel second = nextConnection();

        // As at a restart of the daemon.
        second.close();
        SocketChannel third = nextConnection();

        Processes.kill(managerProcess);
        awaitEnd(third);
        startManager();
        use();
        nextConnection().close();
    }

    /** A request that needs the libvirt of the host. The daemon of the test never answers, and the request fails. */
    private void use() {
        CompletableFuture<Integer> unused = CompletableFuture.supplyAsync(
                () -> manager.get("/api/v1/hosts/" + HOST + "/guests").status());
    }

    /** Accepts the next connection, and reads the first call of libvirt's client. */
    private SocketChannel nextConnection() throws IOException {
        SocketChannel channel = daemon.accept();
        ByteBuffer header = ByteBuffer.allocate(28);
        while (header.hasRemaining()) {
            if (channel.read(header) < 0) {
                // An attempt from before: its client has gone.
                return nextConnection();
            }
        }
        assertThat(header.getInt(0)).isEqualTo(28);
        assertThat(header.getInt(4)).isEqualTo(REMOTE);
        assertThat(header.getInt(12)).isEqualTo(AUTH_LIST);
        return channel;
    }

    private static void awaitEnd(SocketChannel channel) throws IOException {
        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        channel.close();
    }

    private void startManager() {
        managerProcess = processes.manager(
                "manager",
                "--server.port=" + managerPort,
                "--bailiff.agent.port=" + agentPort,
                "--bailiff.home=" + home.resolve("manager"));
        await().atMost(PATIENCE).until(() -> manager.answers("/actuator/health"));
    }

    private void join() {
        String token = manager.post("/api/v1/join-tokens", "{'host':'" + HOST + "'}")
                .body()
                .get("token")
                .asString();
        Processes.awaitSuccess(agent("join", "https://127.0.0.1:" + agentPort, "--token", token, "--host-name", HOST));
    }

    private void startAgent() {
        agentProcess = agent("run", "--libvirt-socket", directory.resolve("s").toString());
        await().atMost(PATIENCE)
                .until(() -> manager.get("/api/v1/hosts/" + HOST)
                        .body()
                        .path("connected")
                        .asBoolean(false));
    }

    private Process agent(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(
                "--sim",
                "http://127.0.0.1:" + simulatorPort + "/hosts/" + HOST,
                "--state",
                home.resolve("agent").toString()));
        return processes.simulation("agent", arguments.toArray(String[]::new));
    }
}
