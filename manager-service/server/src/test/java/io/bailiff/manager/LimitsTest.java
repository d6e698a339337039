// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.manager.api.Page;
import io.bailiff.manager.listener.ListenersInHand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Each limit, with a small value. The tests wait for different limits at the same time. */
@Execution(ExecutionMode.CONCURRENT)
class LimitsTest {

    private static final String PLAN_IN_PARTS = String.join(
            "\r\n",
            "POST /api/v1/plans HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Connection: close",
            "Transfer-Encoding: chunked",
            "",
            "");

    private static final int CONNECTIONS_OF_THE_HEALTH = 32;
    private static final int CONNECTIONS_OF_A_SECOND = 150;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path home;

    private static RunningManager manager;
    private static Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    LimitsTest() {}

    @BeforeAll
    static void start() {
        manager = new RunningManager(
                        TestDatabase.H2,
                        home,
                        "--management.server.port=0",
                        "--bailiff.limits.head-time=4s",
                        "--bailiff.limits.body-time=4s",
                        "--bailiff.limits.idle-time=2s",
                        "--bailiff.limits.answer-time=2s",
                        "--bailiff.limits.answer-rate=100MB",
                        "--bailiff.limits.memory=500KB",
                        "--bailiff.limits.agents.requests-per-host=4",
                        "--bailiff.limits.agents.connections-per-second=" + CONNECTIONS_OF_A_SECOND)
                .start();
        fleet = new Fleet(manager);
    }

    @AfterAll
    static void stop() throws IOException {
        fleet.close();
        manager.close();
    }

    @Test
    void aConnectionEndsWithoutAHeaderInTime() {
        for (String sent : new String[] {"", "GET / HTTP/1.1\r\nHost: "}) {
            try (RawClient client = RawClient.plain(manager.rest().operatorsPort())) {
                client.send(sent);
                assertThat(client.rest()).as(sent).isEmpty();
            }
        }
        try (RawClient client = RawClient.plain(manager.rest().agentsPort())) {
            client.send("\u0016\u0003\u0001");
            assertThat(client.rest()).as("handshake").doesNotContain("HTTP/");
        }
    }

    @Test
    void slowClientsOfTheListenerForTheHealthMakeRoomForTheProbe() {
        int port = manager.bean(Environment.class).getRequiredProperty("local.management.port", Integer.class);
        Rest probe = manager.rest().at(URI.create("http://127.0.0.1:" + port));
        try (Crowd slow = Crowd.of(
                4 * CONNECTIONS_OF_THE_HEALTH,
                () -> RawClient.plain(port),
                "GET /actuator/health HTTP/1.1\r\nHost: ")) {
            assertThat(probe.get("/actuator/health/liveness").status()).isEqualTo(200);
            assertThat(ListenersInHand.openConnectionsOfTheHealth(manager))
                    .isLessThanOrEqualTo(CONNECTIONS_OF_THE_HEALTH);
            slow.send("x");
        }
        assertThat(probe.get("/api/v1/hosts").status()).isEqualTo(404);
    }

    @Test
    void anAddressThatOpensTooManyConnectionsWithinASecondGetsNoHandshake() throws UnknownHostException {
        InetAddress from = InetAddress.getByName("127.0.0.9");
        await().atMost(PATIENCE).until(() -> {
            try (Crowd fast = Crowd.of(2 * CONNECTIONS_OF_A_SECOND, () -> RawClient.plain(agents(), from), "")) {
                boolean served = handshakeFrom(from);
                fast.send("");
                return !served;
            }
        });
        assertThat(handshakeFrom(InetAddress.getByName("127.0.0.10")))
                .as("another address")
                .isTrue();
        await().atMost(PATIENCE).until(() -> handshakeFrom(from));
    }

    private static boolean handshakeFrom(InetAddress from) {
        try (RawClient client =
                RawClient.tls(agents(), AgentTlsClient.stranger().sslContext(), from)) {
            return client.send("GET / HTTP/1.1\r\n");
        }
    }

    private static int agents() {
        return manager.rest().agentsPort();
    }

    @Test
    void everyListHasTheLimitsOfLists() {
        assertThat(manager.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                        .getHandlerMethods()
                        .entrySet())
                .filteredOn(endpoint -> endpoint.getValue().getReturnType().getParameterType() == Page.class
                        && endpoint.getKey().getMethodsCondition().getMethods().contains(RequestMethod.GET))
                .hasSizeGreaterThan(5)
                .allSatisfy(list -> assertThat(list.getKey().getPatternValues()).allMatch(ListenersInHand::isListPath));
    }

    @Test
    void aBodyThatDoesNotArriveInTimeIsAProblem() {
        try (RawClient client = RawClient.plain(manager.rest().operatorsPort())) {
            client.send(PLAN_IN_PARTS + "1\r\n{\r\n");
            assertThat(client.rest())
                    .startsWith("HTTP/1.1 408 ")
                    .contains("application/problem+json", "urn:bailiff:problem:request-too-slow");
        }
    }

    @Test
    void aBodyInManyPartsIsTakenAsAWhole() {
        try (RawClient client = RawClient.plain(manager.rest().operatorsPort())) {
            client.send(PLAN_IN_PARTS);
            for (String part : "{\"host\":\"none\"".split("")) {
                client.send("1\r\n" + part + "\r\n");
            }
            client.send("1\r\n}\r\n0\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 400 ").contains("urn:bailiff:problem:missing-field");
        }
    }

    @Test
    void aHostHasOnePollAndTheNewestIsAnswered() {
        JoinedHost host = JoinedHost.join(manager, "poller");
        CompletableFuture<Rest.Answer> first = CompletableFuture.supplyAsync(() -> poll(host, 30_000));
        await().atMost(PATIENCE).until(() -> {
            poll(host, 100);
            return first.isDone();
        });
        assertThat(first.join().status()).isEqualTo(429);
        assertThat(first.join().problem()).isEqualTo("poll-replaced");
        assertThat(first.join().http().headers().firstValue("Retry-After")).contains("5");
        assertThat(poll(host, 100).status()).isEqualTo(204);
    }

    @Test
    void aPollOutlivesTheLimitForIdleConnections() {
        JoinedHost host = JoinedHost.join(manager, "patient");
        assertThat(poll(host, 5000).status()).isEqualTo(204);
    }

    @Test
    void aHostThatHoldsReportsBackLeavesMemoryForTheReportsOfOthers() {
        JoinedHost slow = JoinedHost.join(manager, "hoarder");
        JoinedHost other = JoinedHost.join(manager, "other");
        String heldBack = "POST /agent/v1/hosts/" + slow.id()
                + "/reports HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
                + " ".repeat(60_000);
        HttpClient client = AgentTlsClient.with(slow.key().pair().getPrivate(), slow.certificate());
        try (Crowd reports = Crowd.of(8, () -> RawClient.tls(agents(), client.sslContext()), heldBack)) {
            assertThat(other.rest()
                            .post("/agent/v1/hosts/" + other.id() + "/reports", " ".repeat(40_000) + "{")
                            .status())
                    .isEqualTo(400);
            reports.send("");
        }
    }

    @Test
    void aSlowReaderLosesItsConnectionAndFreesTheMemory() {
        String request = "GET /api/v1/lifecycle HTTP/1.1\r\nHost: localhost\r\n\r\n";
        int answer = fleet.rest().get("/api/v1/lifecycle").http().body().length();
        int enough = 8 * 1024 * 1024 / answer;
        try (RawClient slow = RawClient.plain(manager.rest().operatorsPort())) {
            int sent = 0;
            while (sent < enough && slow.send(request)) {
                sent++;
            }
            await().atMost(PATIENCE).until(() -> !slow.send(request));
        }
        await().atMost(PATIENCE).until(() -> ListenersInHand.usedMemory(manager) == 0);
        assertThat(fleet.rest().get("/api/v1/hosts").status()).isEqualTo(200);
    }

    @Test
    void aHostWithTooManyRequestsInProgressIsToldSo() {
        JoinedHost host = JoinedHost.join(manager, "eager");
        List<CompletableFuture<Rest.Answer>> polls = IntStream.range(0, 12)
                .mapToObj(any -> CompletableFuture.supplyAsync(() -> poll(host, 1000)))
                .toList();
        assertThat(polls.stream().map(poll -> poll.join().status()))
                .containsAnyOf(204)
                .allMatch(status -> status == 204 || status == 429);
        assertThat(polls).anyMatch(poll -> poll.join().status() == 429);
        assertThat(poll(host, 1).status()).isEqualTo(204);
    }

    private static Rest.Answer poll(JoinedHost host, int millis) {
        return host.rest().get("/agent/v1/hosts/" + host.id() + "/desired?waitMillis=" + millis + "&after=0");
    }
}
