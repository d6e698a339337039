// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.ScheduledExecutionsFilter;
import com.github.kagkarlsson.scheduler.Scheduler;
import io.bailiff.agent.api.GroupState;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import tools.jackson.databind.JsonNode;

/**
 * The manager reads what the manager of commit 1ad4a37 stored, shows all of it, and brings each assignment and conflict to its end. One
 * manager starts on the old rows with its scheduler paused; then all hosts continue side by side.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GoldenDatabaseContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private final Map<String, Fleet> fleets = new TreeMap<>();
    private final Map<String, JsonNode> shown = new HashMap<>();
    private final List<String> unresolved = new ArrayList<>();
    private final List<String> rungs = new ArrayList<>();
    private GoldenDatabase golden;
    private RunningManager manager;

    @SuppressWarnings("NullAway.Init")
    GoldenDatabaseContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void upgrade(@TempDir Path home) throws IOException, SQLException {
        golden = GoldenDatabase.load(database, home);
        manager = new RunningManager(golden.arguments(), home, "--db-scheduler.threads=20", StartsPaused.SETTING)
                .wall(golden.clock()::get)
                .heardBy(new StartsPaused());
        golden.hosts().forEachEntry((name, stored) -> fleets.put(name, Fleet.stored(manager, name, stored)));
        manager.start();
        look();
        for (GoldenCase golden : GoldenCase.values()) {
            fleet(golden).web().behaves(golden.guest());
            golden.happens(fleet(golden));
        }
        fleets.values().forEach(fleet -> fleet.agent().resume());
        manager.bean(Scheduler.class).resume();
    }

    /** Nothing has changed since the migration. */
    private void look() {
        fleets.keySet().forEach(host -> {
            stored(host, "assignments").forEach(id -> shown.put(id, get("/api/v1/assignments/" + id)));
            stored(host, "conflicts").forEach(id -> shown.put(id, get("/api/v1/conflicts/" + id)));
        });
        manager.bean(JdbcTemplate.class)
                .query(
                        "select conflict_id, rung, deadline_seconds, asked_at, asks from conflict_rung",
                        (ResultSetExtractor<Boolean>) rows -> rungs.addAll(GoldenDatabase.rungs(rows)));
        Scheduler scheduler = manager.bean(Scheduler.class);
        List<String> resolved = scheduler.getScheduledExecutions(ScheduledExecutionsFilter.onlyResolved()).stream()
                .map(execution -> execution.getTaskInstance().toString())
                .toList();
        scheduler.getScheduledExecutions(ScheduledExecutionsFilter.all()).stream()
                .map(execution -> execution.getTaskInstance().toString())
                .filter(task -> !resolved.contains(task))
                .forEach(unresolved::add);
    }

    private JsonNode get(String path) {
        Rest.Answer answer = manager.rest().get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.body();
    }

    @AfterAll
    void stop() throws IOException {
        for (Fleet fleet : fleets.values()) {
            fleet.close();
        }
        manager.close();
        assertThat(fleets.values())
                .allSatisfy(fleet ->
                        assertThat(fleet.agent().failures()).as(fleet.host()).isEmpty());
    }

    @Test
    void everyHostOfTheOldRowsIsTested() {
        assertThat(Stream.concat(
                        Stream.of(GoldenCase.values()).map(GoldenCase::host), Stream.of("enrolled", "cordoned")))
                .containsExactlyInAnyOrderElementsOf(fleets.keySet());
        assertThat(get("/api/v1/hosts?limit=500")
                        .get("items")
                        .valueStream()
                        .map(host -> host.get("name").asString()))
                .containsAll(fleets.keySet());
    }

    @Test
    void everyAssignmentIsShownInItsState() {
        fleets.keySet()
                .forEach(host -> states(host, "assignments").forEach((id, state) -> {
                    JsonNode assignment = shown(id);
                    assertThat(assignment.get("state").asString()).as(host).isEqualTo(state);
                    assertThat(assignment.get("host").asString()).isEqualTo(host);
                    assertThat(assignment.get("timeline")).as(host).isNotEmpty();
                    assertThat(assignment.get("functions")).as(host).isNotEmpty();
                    assertThat(assignment.get("members")).as(host).isNotEmpty();
                }));
    }

    @Test
    void everyConflictIsShownInItsStateWithItsClaims() {
        fleets.keySet()
                .forEach(host -> states(host, "conflicts").forEach((id, state) -> {
                    JsonNode conflict = shown(id);
                    assertThat(conflict.get("state").asString()).as(host).isEqualTo(state);
                    assertThat(conflict.get("timeline")).as(host).isNotEmpty();
                    assertThat(conflict.get("claims"))
                            .as(host)
                            .isNotEmpty()
                            .allSatisfy(GoldenDatabaseContract::isWhole);
                }));
    }

    @Test
    void everyRungKeepsItsDeadlineAndItsRequests() {
        assertThat(rungs).isNotEmpty().containsExactlyInAnyOrderElementsOf(golden.rungs());
    }

    private static void isWhole(JsonNode claim) {
        if (claim.get("kind").asString().equals("RECLAIM")) {
            assertThat(claim.get("reason").asString()).startsWith("the host needs");
        } else {
            assertThat(claim.has("hostClaim")).isTrue();
            assertThat(claim.has("status")).isTrue();
            assertThat(claim.has("who")).isTrue();
        }
    }

    @Test
    void everyScheduledStepIsOneThatTheManagerKnows() {
        assertThat(unresolved).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = GoldenCase.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = {"FENCED", "POLICY", "RESTORATION_.*"})
    void theManagerContinuesFrom(GoldenCase golden) {
        Fleet fleet = fleet(golden);
        stored(golden.host(), "assignments").forEach(id -> fleet.awaitState(id, golden.assignment()));
        stored(golden.host(), "conflicts").forEach(id -> {
            JsonNode end = fleet.awaitConflict(id, golden.conflict());
            List<String> known = Fleet.kinds(shown(id));
            assertThat(Fleet.kinds(end)).startsWith(known.toArray(String[]::new));
            assertThat(Fleet.kinds(end).subList(known.size(), Fleet.kinds(end).size()))
                    .containsAll(golden.records());
        });
        boolean active = golden.assignment().equals("ACTIVE");
        boolean away = active || golden.conflict().equals("FENCED");
        assertThat(fleet.nic().state()).isEqualTo(away ? GroupState.DETACHED : GroupState.WITH_HOST);
        if (active) {
            int lent = shown(stored(golden.host(), "assignments").get(0))
                    .get("functions")
                    .size();
            assertThat(fleet.web().seen().liveDevices()).hasSize(lent);
            assertThat(fleet.web().seen().definedDevices()).hasSize(lent);
            assertThat(fleet.rest()
                            .post("/api/v1/assignments", fleet.loan(NIC_0))
                            .problem())
                    .isEqualTo("already-lent");
        } else if (!away) {
            assertThat(fleet.web().seen().liveDevices()).isEmpty();
            assertThat(fleet.web().seen().definedDevices()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = GoldenCase.class,
            names = {"REQUESTING_FOR_CLAIM", "REQUESTING_FOR_STANDING_CLAIM", "REQUESTING_SECOND_CLAIM_RECORDED"})
    void theHostIsLetThrough(GoldenCase golden) {
        awaitClaims(golden, "LET_THROUGH");
    }

    @ParameterizedTest
    @EnumSource(
            value = GoldenCase.class,
            names = {"WITHDRAWN_BY_OPERATOR", "DENIED_BY_POLICY"})
    void aRefusalThatTheAgentHasNotHeardReachesIt(GoldenCase golden) {
        awaitClaims(golden, "DENIED");
    }

    private void awaitClaims(GoldenCase golden, String status) {
        await(golden + " with claims " + status).atMost(PATIENCE).until(() -> {
            List<JsonNode> claims = fleet(golden).claims();
            return !claims.isEmpty()
                    && claims.stream()
                            .allMatch(claim -> claim.get("status").asString().equals(status));
        });
    }

    @Test
    void aFenceStandsUntilAnOperatorHasRepairedTheHost() {
        Fleet fleet = fleet(GoldenCase.FENCED);
        String conflict = stored(fleet.host(), "conflicts").get(0);
        assertThat(fleet.hostView().get("fences").valueStream().map(JsonNode::asString))
                .containsExactly(conflict);
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.nvmeLoan()).problem())
                .isEqualTo("host-cordoned");
        assertThat(fleet.state(stored(fleet.host(), "assignments").get(0))).isEqualTo("EVICTING");
        assertThat(fleet.nic().fenced()).isTrue();

        fleet.web().end();
        await().atMost(PATIENCE)
                .until(() -> fleet.steer(conflict, "unfence", Map.of("reason", "booted again"))
                                .status()
                        == 202);
        fleet.awaitConflict(conflict, "RESOLVED");
        fleet.awaitState(stored(fleet.host(), "assignments").get(0), "EVICTED");
        assertThat(fleet.hostView().get("fences")).isEmpty();
    }

    @Test
    void everyPolicyHolds() {
        Fleet fleet = fleet(GoldenCase.POLICY);
        String assignment = stored(fleet.host(), "assignments").get(0);
        assertThat(said("")).hasToString("{\"destroyDeadlineSeconds\":7200}");
        assertThat(said("/hosts/policy")).hasToString("{\"releaseDeadlineSeconds\":1234,\"shutdown\":\"never\"}");
        assertThat(said("/assignments/" + assignment))
                .hasToString("{\"shutdown\":\"allowed\",\"destroy\":\"never\",\"afterwards\":\"restore\"}");

        Rest.Answer opened = fleet.reclaim(NIC_0, null, null);
        assertThat(opened.status()).as(opened.toString()).isEqualTo(202);
        JsonNode conflict = fleet.awaitConflict(opened.body().get("id").asString(), "RESOLVED")
                .get("policy");
        assertThat(conflict.get("releaseDeadlineSeconds").asInt()).isEqualTo(1234);
        assertThat(conflict.get("destroyDeadlineSeconds").asInt()).isEqualTo(7200);
        assertThat(conflict.get("shutdown").asString()).isEqualTo("allowed");
        assertThat(conflict.get("destroy").asString()).isEqualTo("never");
        assertThat(restoration(GoldenCase.POLICY).get("open").asBoolean()).isTrue();
    }

    private JsonNode said(String place) {
        return get("/api/v1" + place + "/policy").get("said");
    }

    @Test
    void claimsThatHaveEndedAreShownWithTheirClaimants() {
        assertThat(fleet(GoldenCase.CLAIMS).claims())
                .allSatisfy(claim -> {
                    assertThat(claim.get("claimant").get("command").asString()).isEqualTo("bash");
                    assertThat(claim.get("claimant").get("parents")).hasSize(2);
                })
                .extracting(claim -> claim.get("status").asString())
                .containsExactlyInAnyOrder("LET_THROUGH", "DENIED", "WITHDRAWN", "PREVENTED", "EXEMPT");
    }

    @Test
    void whatWaitedForTheHostIsRestored() {
        Fleet fleet = fleet(GoldenCase.RESTORATION_WAITS);
        assertThat(restoration(GoldenCase.RESTORATION_WAITS)
                        .get("waitsFor")
                        .get(0)
                        .asString())
                .isEqualTo(NIC_1);
        fleet.nic().driver(NIC_1, null);
        fleet.agent().lookAgain();
        awaitRestored(GoldenCase.RESTORATION_WAITS);
    }

    @Test
    void whatWaitedForConsentIsRestoredWithConsent() {
        Fleet fleet = fleet(GoldenCase.RESTORATION_NEEDS_CONSENT);
        assertThat(restoration(GoldenCase.RESTORATION_NEEDS_CONSENT).has("problem"))
                .isTrue();
        Rest.Answer answer = fleet.rest()
                .post(
                        "/api/v1/restorations/"
                                + stored(fleet.host(), "assignments").get(0),
                        Map.of(
                                "reason",
                                "fine",
                                "consent",
                                fleet.nic().fingerprint().value()));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        awaitRestored(GoldenCase.RESTORATION_NEEDS_CONSENT);
    }

    @Test
    void restorationsThatHadEndedStayEnded() {
        assertThat(restoration(GoldenCase.RESTORATION_CALLED_OFF).get("open").asBoolean())
                .isFalse();
        assertThat(restoration(GoldenCase.RESTORATION_CALLED_OFF).has("restoredBy"))
                .isFalse();
        String again =
                restoration(GoldenCase.RESTORATION_DONE).get("restoredBy").asString();
        assertThat(stored(GoldenCase.RESTORATION_DONE.host(), "assignments")).contains(again);
        fleet(GoldenCase.RESTORATION_DONE).awaitState(again, "ACTIVE");
    }

    private void awaitRestored(GoldenCase golden) {
        await(golden + " is restored")
                .atMost(PATIENCE)
                .until(() -> restoration(golden).has("restoredBy"));
        fleet(golden).awaitState(restoration(golden).get("restoredBy").asString(), "ACTIVE");
    }

    /** Of the assignment that the host took back. */
    private JsonNode restoration(GoldenCase golden) {
        return get("/api/v1/restorations")
                .get("items")
                .valueStream()
                .filter(restoration -> restoration.get("host").asString().equals(golden.host()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anOperatorsCordonHoldsUntilTheOperatorEndsIt() {
        Fleet fleet = Objects.requireNonNull(fleets.get("cordoned"));
        assertThat(fleet.hostView().get("cordonReason").asString()).isEqualTo("new firmware on Monday");
        assertThat(fleet.hostView().get("fences")).isEmpty();
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.loan(NIC_0)).problem())
                .isEqualTo("host-cordoned");
        assertThat(fleet.rest()
                        .post("/api/v1/hosts/cordoned/uncordon", Map.of("reason", "done"))
                        .status())
                .isEqualTo(204);
        fleet.active(NIC_0);
    }

    private Fleet fleet(GoldenCase golden) {
        return Objects.requireNonNull(fleets.get(golden.host()), golden.host());
    }

    private JsonNode shown(String id) {
        return Objects.requireNonNull(shown.get(id), id);
    }

    /** The ids of what the old manager had on a host. */
    private List<String> stored(String host, String things) {
        return List.copyOf(states(host, things).keySet());
    }

    private Map<String, String> states(String host, String things) {
        Map<String, String> states = new LinkedHashMap<>();
        golden.hosts()
                .get(host)
                .get(things)
                .forEach(thing -> states.put(
                        thing.get("id").asString(), thing.get("state").asString()));
        return states;
    }
}
