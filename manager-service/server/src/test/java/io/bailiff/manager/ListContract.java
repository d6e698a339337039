// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.RecordedStatements.Statement;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** The lists of the API cost what a page costs, however much is recorded; the same on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ListContract {

    private static final int FEW = 10;
    private static final int MANY = 10_000;

    /** The rows that a statement may read for a page of ten. */
    private static final int MOST_READ = 500;

    private static final UUID HOST = UUID.fromString("f0000000-0000-4000-8000-000000000001");

    private final TestDatabase database;
    private final RecordedStatements ofFew = new RecordedStatements();
    private final RecordedStatements ofMany = new RecordedStatements();
    private RunningManager few;
    private RunningManager many;

    @TempDir
    static Path homes;

    @SuppressWarnings("NullAway.Init")
    ListContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void past() {
        few = started("few", ofFew);
        many = started("many", ofMany);
        fill(few, FEW);
        fill(many, MANY);
    }

    /** Without the periodic check of the hosts: its statements would be recorded among those of the requests. */
    private RunningManager started(String name, RecordedStatements statements) {
        return new RunningManager(database, homes.resolve(name), "--bailiff.host-status.check=1h")
                .heardBy(statements)
                .start();
    }

    /** No agent is there, and nothing but the requests reads the database. */
    private void fill(RunningManager manager, int count) {
        JdbcTemplate jdbc = manager.bean(JdbcTemplate.class);
        addHost(jdbc, HOST, "past");
        for (int other = 0; other < 60; other++) {
            addHost(jdbc, UUID.randomUUID(), "other-" + other);
        }
        new StoredPast(database, jdbc, HOST).add(1, count, Instant.parse("2026-01-02T03:04:05Z"));
        jdbc.execute("analyze");
    }

    private static void addHost(JdbcTemplate jdbc, UUID id, String name) {
        jdbc.update(
                "insert into host (id, name, live_name, revision, enrolled_at)"
                        + " values (?, ?, ?, 0, cast('2026-01-01T00:00:00Z' as timestamp with time zone))",
                id,
                name,
                name);
    }

    @AfterAll
    void stop() {
        few.close();
        many.close();
    }

    static Stream<String> lists() {
        return Stream.of(
                "assignments?",
                "assignments?host=HOST&",
                "assignments?live=false&",
                "assignments?state=RELEASED&",
                "assignments?state=ACTIVE&",
                "assignments?live=true&",
                "assignments?host=HOST&live=false&",
                "conflicts?",
                "conflicts?host=HOST&open=false&",
                "conflicts?host=HOST&",
                "conflicts?open=false&",
                "conflicts?open=true&host=HOST&",
                "conflicts?state=RESOLVED&",
                "claims?",
                "claims?host=HOST&",
                "claims?conflict=c0000000-0000-4000-8000-000000000007&",
                "restorations?",
                "restorations?host=HOST&open=true&",
                "hosts?",
                "hosts/HOST/record?",
                "hosts/HOST/certificates?",
                "join-tokens?");
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aPageCostsTheSameStatementsWithTenAndWithTenThousandRecorded(String list) throws Exception {
        assertThat(statements(many, ofMany, list + "limit=10"))
                .hasSameSizeAs(statements(few, ofFew, list + "limit=10"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aLongerPageCostsTheSameStatements(String list) throws Exception {
        // The reports of hosts are large, and read 20 at a time.
        int more = list.equals("hosts?") ? 2 : 0;

        assertThat(statements(many, ofMany, list + "limit=50"))
                .hasSize(statements(many, ofMany, list + "limit=2").size() + more);
    }

    @ParameterizedTest
    @MethodSource("lists")
    void noStatementOfAPageReadsAllThatIsRecorded(String list) throws Exception {
        List<Statement> sent = new ArrayList<>(statements(many, ofMany, list + "limit=10"));
        String next = get(many, list + "limit=10").body().path("next").asString("");
        if (!next.isEmpty()) {
            sent.addAll(statements(many, ofMany, list + "limit=10&cursor=" + next));
        }
        for (Statement statement : sent) {
            assertReadsLittle(statement);
        }
    }

    @Test
    void aReportAndTheStepsOfAConflictReadLittle() throws Exception {
        try (Fleet fleet = new Fleet(many)) {
            JdbcTemplate jdbc = many.bean(JdbcTemplate.class);
            new StoredPast(database, jdbc, UUID.fromString(fleet.agent().hostId()))
                    .add(MANY + 1, 2000, Instant.parse("2026-01-03T03:04:05Z"));
            jdbc.execute("analyze");
            List<Statement> sent = ofMany.during(() -> {
                String id = fleet.active(Fleet.NIC_0);
                fleet.agent().report();
                String conflict = fleet.reclaim(Fleet.NIC_1, Map.of());
                fleet.awaitConflict(conflict, "RESOLVED");
                return fleet.awaitState(id, "EVICTED");
            });
            for (Statement statement : sent) {
                if (statement.sql().startsWith("select") && !statement.sql().contains("for ")) {
                    assertReadsLittle(statement);
                }
            }
        }
    }

    private void assertReadsLittle(Statement statement) throws Exception {
        try (Connection connection = many.bean(DataSource.class).getConnection()) {
            String plan = statement.plan(connection, "explain analyze");
            if (database == TestDatabase.H2) {
                Matcher scanned = Pattern.compile("scanCount: (\\d+)").matcher(plan);
                while (scanned.find()) {
                    assertThat(Integer.parseInt(scanned.group(1))).as(plan).isLessThan(MOST_READ);
                }
            } else {
                assertThat(plan).doesNotContainPattern("Seq Scan on (assignment|conflict|claim|record_entry) ");
                Matcher removed =
                        Pattern.compile("Rows Removed by [\\w ]+: (\\d+)").matcher(plan);
                while (removed.find()) {
                    assertThat(Integer.parseInt(removed.group(1))).as(plan).isLessThan(MOST_READ);
                }
                Matcher rows = Pattern.compile("rows=([\\d.]+) loops=(\\d+)").matcher(plan);
                while (rows.find()) {
                    assertThat(Double.parseDouble(rows.group(1)) * Long.parseLong(rows.group(2)))
                            .as(plan)
                            .isLessThan(MOST_READ);
                }
            }
        }
    }

    @Test
    void thePagesTogetherHaveEveryRowOnceTheNewestFirst() {
        Set<String> seen = new HashSet<>();
        Instant last = Instant.MAX;
        String cursor = "";
        do {
            Rest.Answer page = page("assignments?live=false&limit=500" + cursor);
            for (JsonNode item : page.items()) {
                Instant at = Instant.parse(item.get("requestedAt").asString());
                assertThat(at).isBeforeOrEqualTo(last);
                last = at;
                assertThat(seen.add(item.get("id").asString())).isTrue();
            }
            String next = page.body().path("next").asString("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        assertThat(seen).hasSizeGreaterThanOrEqualTo(MANY);
    }

    @Test
    void aNewRowMovesNoRowToAnotherPage() {
        Rest.Answer first = page("hosts/HOST/record?limit=3");
        String next =
                "hosts/HOST/record?limit=3&cursor=" + first.body().get("next").asString();
        JsonNode before = page(next).items();
        many.rest().post("/api/v1/hosts/past/cordon", Map.of("reason", "a new entry"));
        many.rest().post("/api/v1/hosts/past/uncordon", Map.of("reason", "another entry"));

        assertThat(page(next).items()).isEqualTo(before);
    }

    @Test
    void aListWithoutALimitHasAHundredItems() {
        assertThat(page("claims").items()).hasSize(100);
        assertThat(page("conflicts").items()).hasSize(100);
    }

    @Test
    void tenClientsThatAskForTheLargestPagesGetBoundedAnswers() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(10);
        try {
            List<Future<Rest.Answer>> asked = IntStream.range(0, 10)
                    .mapToObj(client -> clients.submit(
                            () -> page(client % 2 == 0 ? "assignments?limit=500" : "conflicts?limit=500")))
                    .toList();
            for (Future<Rest.Answer> each : asked) {
                assertThat(each.get().items()).hasSize(500);
                assertThat(each.get().http().body().length()).isLessThan(1_500_000);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", ".", "AAAAAAAAAAA.", "AAAAAAAAAAA.MA.MA", "%00"})
    void aTextThatIsNoCursorIsRefused(String cursor) {
        assertInvalidCursor(page("assignments?cursor=" + cursor));
        assertInvalidCursor(page("hosts/HOST/record?cursor=" + cursor));
    }

    @Test
    void aCursorOfAnotherListOrOfOtherFiltersIsRefused() {
        String next = page("assignments?live=false&limit=10").body().get("next").asString();

        assertThat(page("assignments?live=false&limit=20&cursor=" + next).status())
                .isEqualTo(200);
        assertInvalidCursor(page("assignments?limit=10&cursor=" + next));
        assertInvalidCursor(page("conflicts?limit=10&cursor=" + next));
        assertInvalidCursor(page("assignments?live=false&limit=10&cursor=" + next.substring(0, next.length() - 2)));
    }

    private static void assertInvalidCursor(Rest.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid-cursor");
        assertThat(answer.body().get("field").asString()).isEqualTo("cursor");
    }

    private Rest.Answer page(String list) {
        return get(many, list);
    }

    private static Rest.Answer get(RunningManager manager, String list) {
        return manager.rest().get("/api/v1/" + list.replace("HOST", "past"));
    }

    /** Asks twice: the first answer fills the cache of the names. */
    private static List<Statement> statements(RunningManager manager, RecordedStatements by, String list)
            throws Exception {
        get(manager, list);
        return by.during(() -> get(manager, list));
    }
}
