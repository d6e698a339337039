// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupState;
import io.bailiff.manager.database.Share;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Attacks on a manager with its real limits. Meanwhile the health answers, an operator is served, another host polls and reports, and the
 * ladder takes a group back from a guest.
 */
class AttackTest {

    private static final int CLIENTS = 220;
    private static final int MORE_THAN_ALL_CONNECTIONS = 300;
    private static final int POLLS = 2000;
    private static final int POLLS_OF_A_CONNECTION = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int READERS = 10;
    private static final int ROWS = 1000;
    private static final AtomicInteger NEW_HOSTS = new AtomicInteger();

    @TempDir
    private static Path home;

    private static RunningManager manager;
    private static Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    AttackTest() {}

    @BeforeAll
    static void start() {
        manager = new RunningManager(TestDatabase.H2, home).start();
        fleet = new Fleet(manager);
    }

    @AfterAll
    static void stop() throws IOException {
        fleet.close();
        manager.close();
    }

    @Test
    void slowBodiesOnTheListenerForOperatorsStopNobody() {
        try (Crowd slow = Crowd.of(CLIENTS, () -> RawClient.plain(operators()), slowBody("/api/v1/plans"))) {
            everybodyIsServed();
            assertThat(slow.answers())
                    .allSatisfy(answer -> assertThat(answer)
                            .startsWith("HTTP/1.1 408 ")
                            .contains("urn:bailiff:problem:request-too-slow"));
        }
        everybodyIsServed();
    }

    @Test
    void slowBodiesOfStrangersOnTheListenerForAgentsStopNobody() {
        HttpClient stranger = AgentTlsClient.stranger();
        try (Crowd slow = Crowd.of(
                CLIENTS,
                () -> RawClient.tls(agents(), stranger.sslContext(), Crowd.nextAddress()),
                slowBody("/agent/v1/join"))) {
            everybodyIsServed();
            assertThat(slow.answers()).allSatisfy(AttackTest::refused);
        }
    }

    @Test
    void slowBodiesOfAHostStopNobodyElse() {
        JoinedHost host = JoinedHost.join(manager, "slow");
        HttpClient client = AgentTlsClient.with(host.key().pair().getPrivate(), host.certificate());
        try (Crowd slow = Crowd.of(
                CLIENTS,
                () -> RawClient.tls(agents(), client.sslContext(), Crowd.nextAddress()),
                slowBody("/agent/v1/hosts/" + host.id() + "/reports"))) {
            everybodyIsServed();
            assertThat(slow.answers()).allSatisfy(AttackTest::refused);
        }
        assertThat(host.poll().status()).isIn(200, 204);
    }

    @Test
    void slowHeadersAndEndlessHandshakesAndIdleConnectionsStopNobody() {
        try (Crowd headers = Crowd.of(
                        MORE_THAN_ALL_CONNECTIONS,
                        () -> RawClient.plain(operators()),
                        "GET /api/v1/hosts HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
                Crowd handshakes = Crowd.of(
                        MORE_THAN_ALL_CONNECTIONS,
                        () -> RawClient.plain(agents(), Crowd.nextAddress()),
                        "\u0016\u0003\u0001");
                Crowd idle =
                        Crowd.of(MORE_THAN_ALL_CONNECTIONS, () -> RawClient.plain(agents(), Crowd.nextAddress()), "")) {
            headers.send("x");
            everybodyIsServed();
            handshakes.send("\u0000");
            idle.send("");
            everybodyIsServed();
        }
    }

    @Test
    void thousandsOfPollsOfAHostStopNobodyElse() {
        JoinedHost host = JoinedHost.join(manager, "poller");
        HttpClient client = AgentTlsClient.with(host.key().pair().getPrivate(), host.certificate());
        String poll = "GET /agent/v1/hosts/" + host.id() + "/desired?waitMillis=30000&after=0 HTTP/1.1\r\n"
                + "Host: localhost\r\n\r\n";
        try (Crowd polls = Crowd.of(
                POLLS / POLLS_OF_A_CONNECTION,
                () -> RawClient.tls(agents(), client.sslContext()),
                poll.repeat(POLLS_OF_A_CONNECTION))) {
            everybodyIsServed();
            polls.send(poll);
        }
        assertThat(host.poll().status()).isIn(200, 204);
    }

    @Test
    void operatorsWhoReadTheLargestPagesOfALongListAtOnceStopNobody() throws Exception {
        String ended = fleet.active(Fleet.NIC_0);
        fleet.awaitConflict(fleet.reclaim(Fleet.NIC_0, Map.of()), "RESOLVED");
        repeat(ended);
        ExecutorService clients = Executors.newFixedThreadPool(READERS);
        try {
            List<CompletableFuture<Set<String>>> readers = IntStream.range(0, READERS)
                    .mapToObj(any -> CompletableFuture.supplyAsync(AttackTest::allAssignments, clients))
                    .toList();
            everybodyIsServed();
            for (CompletableFuture<Set<String>> reader : readers) {
                assertThat(reader.get()).hasSizeGreaterThan(ROWS);
            }
        } finally {
            clients.shutdown();
        }
        everybodyIsServed();
    }

    /** Reads the list to its end, in the largest pages. */
    private static Set<String> allAssignments() {
        Set<String> ids = new HashSet<>();
        String next = "";
        do {
            String path = "/api/v1/assignments?limit=500" + next;
            Rest.Answer page =
                    await().atMost(PATIENCE).until(() -> fleet.rest().get(path), answer -> answer.status() != 503);
            assertThat(page.status()).isEqualTo(200);
            page.items().forEach(assignment -> ids.add(assignment.get("id").asString()));
            next = page.body().hasNonNull("next")
                    ? "&cursor=" + page.body().get("next").asString()
                    : "";
        } while (!next.isEmpty());
        return ids;
    }

    @Test
    void operatorsWhoHaveUsedUpTheirConnectionsToTheDatabaseStopNeitherTheLadderNorAgents() throws SQLException {
        String assignment = fleet.active(Fleet.NIC_0);
        String conflict = fleet.reclaim(Fleet.NIC_0, Map.of());
        try (Connections used = Connections.take(8)) {
            Rest.Answer refused = fleet.rest().get("/api/v1/hosts");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.problem()).isEqualTo("database-busy");
            assertThat(refused.http().headers().firstValue("Retry-After")).isPresent();
            assertThat(fleet.rest().get("/actuator/health").status()).isEqualTo(200);
            await().until(() -> fleet.nic().state() == GroupState.WITH_HOST);
            assertThat(used.all()).hasSize(8);
        }
        fleet.awaitConflict(conflict, "RESOLVED");
        fleet.awaitState(assignment, "EVICTED");
    }

    /** The connections to the database that operators may use, taken by the test. */
    private record Connections(List<Connection> all) implements AutoCloseable {

        static Connections take(int number) {
            List<Connection> taken = new ArrayList<>();
            Share.OPERATORS.during(() -> {
                for (int i = 0; i < number; i++) {
                    taken.add(open());
                }
            });
            return new Connections(taken);
        }

        private static Connection open() {
            try {
                return manager.bean(DataSource.class).getConnection();
            } catch (SQLException refused) {
                throw new IllegalStateException(refused);
            }
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    /** Stores an assignment that has ended many times more. */
    private static void repeat(String assignment) {
        JdbcTemplate jdbc = manager.bean(JdbcTemplate.class);
        String others = String.join(
                ", ",
                jdbc.queryForList(
                        "select column_name from information_schema.columns where lower(table_name) = 'assignment'"
                                + " and lower(column_name) <> 'id'",
                        String.class));
        jdbc.update(
                "insert into assignment (id, " + others + ") select random_uuid(), " + others
                        + " from assignment cross join system_range(1, ?) where id = cast(? as uuid)",
                ROWS,
                assignment);
    }

    /** The start of a request with a body that never ends. */
    private static String slowBody(String path) {
        return "POST " + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
    }

    /** The server has ended the connection: with an answer that is no failure of the server's, or without. */
    private static void refused(String answer) {
        assertThat(answer.isEmpty()
                        || answer.startsWith("HTTP/1.1 408 ")
                        || answer.startsWith("HTTP/1.1 429 ")
                        || answer.startsWith("HTTP/1.1 503 "))
                .as(answer)
                .isTrue();
    }

    private static void everybodyIsServed() {
        newcomersAreServed();
        assertThat(fleet.rest().get("/actuator/health").status()).isEqualTo(200);
        assertThat(fleet.rest().get("/api/v1/hosts/" + fleet.host()).status()).isEqualTo(200);
        String assignment = fleet.active(Fleet.NIC_0);
        String conflict = fleet.reclaim(Fleet.NIC_0, Map.of());
        fleet.awaitConflict(conflict, "RESOLVED");
        fleet.awaitState(assignment, "EVICTED");
    }

    /** An operator and a host with new connections, while the others have theirs already. */
    private static void newcomersAreServed() {
        try (RawClient operator = RawClient.plain(operators())) {
            operator.send("GET /api/v1/hosts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(operator.rest()).startsWith("HTTP/1.1 200 ");
        }
        JoinedHost host = JoinedHost.join(manager, "new-" + NEW_HOSTS.incrementAndGet());
        assertThat(host.poll().status()).isIn(200, 204);
    }

    private static int operators() {
        return manager.rest().operatorsPort();
    }

    private static int agents() {
        return manager.rest().agentsPort();
    }
}
