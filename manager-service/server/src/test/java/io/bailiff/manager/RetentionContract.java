// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.step.PeriodicWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is over is removed by age and number, exported before, and never taken from anything live; the same on every database. One manager
 * for all tests that put only the past into the database, because a start takes longer than a test. Each of these tests begins with an
 * empty database, and without exports.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RetentionContract {

    private static final UUID HOST = UUID.fromString("f0000000-0000-4000-8000-000000000001");
    private static final String FIRST_ASSIGNMENT = "a0000000-0000-4000-8000-000000000001";
    private static final String FIRST_CONFLICT = "c0000000-0000-4000-8000-000000000001";
    private static final String FIRST_CLAIM = "b0000000-0000-4000-8000-000000000001";
    private static final String FIRST_CLAIM_OF_AGENT = "e0000000-0000-4000-8000-000000000001";

    /** Things of a day of the simulated month. */
    private static final int DAILY = 40;

    private static final int KEPT = 100;

    /** What the tests of the past fill, with references before what they refer to. */
    private static final List<String> TABLES = List.of(
            "record_entry",
            "restoration",
            "claim_group",
            "claim",
            "conflict_rung",
            "conflict",
            "assignment_function",
            "assignment_member",
            "assignment",
            "host_certificate",
            "join_token",
            "host_inventory",
            "host");

    private final TestDatabase database;
    private final Instant today = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private Path home;
    private RunningManager manager;
    private JdbcTemplate jdbc;
    private StoredPast past;

    @SuppressWarnings("NullAway.Init")
    RetentionContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        home = folder;
        manager = startIn(home);
        jdbc = manager.bean(JdbcTemplate.class);
        past = new StoredPast(database, jdbc, HOST);
    }

    private RunningManager startIn(Path folder) {
        return new RunningManager(
                        database,
                        folder,
                        // Nothing else may write to the database.
                        "--bailiff.host-status.check=365d",
                        "--bailiff.retention.age=30d",
                        "--bailiff.retention.assignments=" + KEPT,
                        "--bailiff.retention.conflicts=" + KEPT,
                        "--bailiff.retention.claims=" + KEPT,
                        "--bailiff.retention.record=" + KEPT)
                .start();
    }

    @BeforeEach
    void empty() throws IOException {
        TABLES.forEach(table -> jdbc.update("delete from " + table));
        FileSystemUtils.deleteRecursively(home.resolve("exports"));
        jdbc.update(
                "insert into host (id, name, machine_id, credential_hash, revision, enrolled_at) values (?, 'past', 'm', 'h', 0, ?)",
                HOST,
                today.minus(Duration.ofDays(400)).atOffset(ZoneOffset.UTC));
    }

    @AfterAll
    void stop() {
        manager.close();
    }

    @Test
    void aBusyMonthLeavesNoMoreRowsThanTheLimits() throws IOException {
        for (int day = 0; day < 30; day++) {
            past.add(
                    1 + day * DAILY,
                    DAILY,
                    today.minus(Duration.ofDays(29 - day)).minus(Duration.ofHours(2)));
            retain();
            assertThat(count("assignment")).isLessThanOrEqualTo(KEPT + DAILY);
            assertThat(count("conflict")).isLessThanOrEqualTo(KEPT + DAILY);
            assertThat(count("claim")).isLessThanOrEqualTo(KEPT + DAILY);
            assertThat(count("record_entry")).isLessThanOrEqualTo(4 * (KEPT + DAILY) + 10);
        }
        assertThat(count("assignment_function")).isEqualTo(count("assignment"));
        assertThat(count("assignment_member")).isEqualTo(count("assignment"));
        assertThat(count("conflict_rung")).isEqualTo(count("conflict"));
        assertThat(count("claim_group")).isEqualTo(count("claim"));
        for (String table : List.of("assignment", "conflict", "claim", "record_entry")) {
            Set<String> all = exported(table);
            all.addAll(stored(table));
            int each = table.equals("record_entry") ? 4 : 1;
            assertThat(all.size()).as(table).isGreaterThanOrEqualTo(30 * DAILY * each);
        }
    }

    @Test
    void whatIsOlderThanTheAgeIsRemovedWithAllItsParts() throws IOException {
        past.add(1, 5, today.minus(Duration.ofDays(31)));
        past.add(6, 5, today.minus(Duration.ofDays(29)));

        retain();

        assertThat(stored("assignment")).hasSize(5).doesNotContain(FIRST_ASSIGNMENT);
        assertThat(stored("conflict")).hasSize(5).doesNotContain(FIRST_CONFLICT);
        assertThat(exported("assignment")).hasSize(5);
        JsonNode line = lines().stream()
                .filter(each -> each.at("/row/id").asString("").equals(FIRST_ASSIGNMENT))
                .findFirst()
                .orElseThrow();
        assertThat(line.at("/row/guest_name").asString()).isEqualTo("past");
        assertThat(line.at("/assignment_function/0/address").asString()).isEqualTo("0000:02:01.0");
        assertThat(Instant.parse(line.at("/row/ended_at").asString())).isEqualTo(today.minus(Duration.ofDays(31)));
        assertThat(manager.rest().get("/api/v1/assignments/" + FIRST_ASSIGNMENT).problem())
                .isEqualTo("unknown-assignment");
        oldJoinTokensAreGoneAndCertificatesStayThatCanBeRenewed();
    }

    private void oldJoinTokensAreGoneAndCertificatesStayThatCanBeRenewed() throws IOException {
        assertThat(stored("join_token")).hasSize(5);
        assertThat(exported("join_token")).hasSize(5);
        assertThat(stored("host_certificate")).hasSize(10);
        jdbc.update(
                "update host_certificate set ends_at = ? where ends_at < ?",
                today.minus(Duration.ofDays(121)).atOffset(ZoneOffset.UTC),
                today.minus(Duration.ofDays(30)).atOffset(ZoneOffset.UTC));
        retain();
        assertThat(stored("host_certificate")).hasSize(5);
        assertThat(exported("host_certificate")).hasSize(5);
    }

    @Test
    void theExportsAreReadableByTheManagersUserOnly() throws IOException {
        past.add(1, 1, today.minus(Duration.ofDays(31)));
        retain();

        Path folder = home.resolve("exports");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void whatCannotBeExportedIsNotRemoved() throws IOException {
        past.add(1, 5, today.minus(Duration.ofDays(31)));
        Files.writeString(home.resolve("exports"), "in the way");

        retain();

        assertThat(count("assignment")).isEqualTo(5);
        assertThat(count("claim")).isEqualTo(5);
        assertThat(count("record_entry")).isGreaterThanOrEqualTo(20);
        Files.delete(home.resolve("exports"));
        retain();
        assertThat(count("assignment")).isZero();
        assertThat(exported("assignment")).hasSize(5);
    }

    @Test
    void whatEndedWithinTheLastHourStaysBesideAnyNumber() {
        past.add(1, 2 * KEPT, Instant.now().minus(Duration.ofMinutes(50)));

        retain();

        assertThat(count("assignment")).isEqualTo(2 * KEPT);
    }

    @Test
    void liveThingsStayHoweverOldTheyAre(@TempDir Path folder) throws IOException {
        try (RunningManager own = startIn(folder);
                Fleet fleet = new Fleet(own)) {
            fleet.web().behaves(GuestBehaviour.DEAF);
            String assignment = fleet.active(Fleet.NIC_0);
            fleet.agent().hold(Fleet.NIC_0);
            String conflict = fleet.awaitTheConflict();
            JdbcTemplate live = own.bean(JdbcTemplate.class);
            Object old = today.minus(Duration.ofDays(300)).atOffset(ZoneOffset.UTC);
            live.update("update assignment set requested_at = ?, state_since = ?", old, old);
            live.update("update conflict set opened_at = ?", old);
            live.update("update claim set recorded_at = ?", old);
            JsonNode before = fleet.conflict(conflict);

            retain(own);

            JsonNode after = fleet.conflict(conflict);
            assertThat(after.get("open").asBoolean()).isTrue();
            assertThat(after.get("claims")).hasSize(1);
            assertThat(Fleet.kinds(after)).containsAll(Fleet.kinds(before));
            assertThat(fleet.assignment(assignment).get("state").asString()).isEqualTo("EVICTING");
        }
    }

    @Test
    void whatALiveThingRefersToStays() {
        past.add(1, 3, today.minus(Duration.ofDays(31)));
        Object old = today.minus(Duration.ofDays(31)).atOffset(ZoneOffset.UTC);
        jdbc.update(
                "insert into restoration (assignment_id, host_id, conflict_id, claimed, began_at, state)"
                        + " values (?, ?, ?, '0000:02:01.0', ?, 'WAITING')",
                UUID.fromString(FIRST_ASSIGNMENT),
                HOST,
                UUID.fromString(FIRST_CONFLICT),
                old);

        retain();

        assertThat(stored("assignment")).containsExactly(FIRST_ASSIGNMENT);
        assertThat(stored("conflict")).containsExactly(FIRST_CONFLICT);
        assertThat(stored("claim")).containsExactly(FIRST_CLAIM);
        jdbc.update("update restoration set state = 'CANCELLED'");
        retain();
        assertThat(stored("assignment")).isEmpty();
        assertThat(count("restoration")).isZero();
    }

    @Test
    void aClaimThatTheAgentMayReportAgainStaysWithItsConflict() {
        past.add(1, 3, today.minus(Duration.ofDays(31)));
        Object old = today.minus(Duration.ofDays(31)).atOffset(ZoneOffset.UTC);
        jdbc.update(
                "insert into host_inventory (host_id, agent_start, sequence, boot_id, observed_at, received_at, report)"
                        + " values (?, ?, 1, 'b', ?, ?, ?)",
                HOST,
                old,
                old,
                old,
                "{\"claims\":[{\"id\":\"" + FIRST_CLAIM_OF_AGENT + "\"}]}");

        retain();

        assertThat(stored("claim")).containsExactly(FIRST_CLAIM);
        assertThat(stored("conflict")).containsExactly(FIRST_CONFLICT);
        assertThat(stored("assignment")).containsExactly(FIRST_ASSIGNMENT);
        aCompressedReportCountsForADay();
    }

    private void aCompressedReportCountsForADay() {
        jdbc.update("delete from host_inventory");
        compressedReport(today.minus(Duration.ofDays(31)).plus(Duration.ofHours(23)));
        retain();
        assertThat(stored("claim")).containsExactly(FIRST_CLAIM);
        jdbc.update("delete from host_inventory");
        compressedReport(today);
        retain();
        assertThat(stored("claim")).isEmpty();
        assertThat(stored("assignment")).isEmpty();
    }

    private void compressedReport(Instant received) {
        Object at = received.atOffset(ZoneOffset.UTC);
        jdbc.update(
                "insert into host_inventory (host_id, agent_start, sequence, boot_id, observed_at, received_at, report)"
                        + " values (?, ?, 1, 'b', ?, ?, 'gzip:H4s')",
                HOST,
                at,
                at,
                at);
    }

    private void retain() {
        retain(manager);
    }

    private static void retain(RunningManager manager) {
        manager.bean(PeriodicWork.class).run();
    }

    private int count(String table) {
        Integer count = jdbc.queryForObject("select count(*) from " + table, Integer.class);
        return count == null ? 0 : count;
    }

    private Set<String> stored(String table) {
        return new HashSet<>(jdbc.queryForList("select cast(id as varchar(40)) from " + table, String.class));
    }

    private Set<String> exported(String table) throws IOException {
        Set<String> ids = new HashSet<>();
        for (JsonNode line : lines()) {
            if (line.get("table").asString().equals(table)) {
                JsonNode id = line.at("/row/id");
                ids.add(id.isNumber() ? Long.toString(id.asLong()) : id.asString());
            }
        }
        return ids;
    }

    private List<JsonNode> lines() throws IOException {
        JsonMapper json = new JsonMapper();
        return Files.readAllLines(home.resolve("exports").resolve("removed.jsonl")).stream()
                .map(line -> json.readTree(line))
                .toList();
    }
}
