// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.sim.GuestBehaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Whatever races, a group has one owner; the same on every database. Claims race in several rounds, because a round shows only one of the
 * many orders: {@code -Dbailiff.races} is the number of rounds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RaceContract {

    private static final int CLIENTS = 16;
    private static final int REQUESTS = 200;

    private final TestDatabase database;
    private final int usualRounds;

    RaceContract(TestDatabase database, int usualRounds) {
        this.database = database;
        this.usualRounds = usualRounds;
    }

    @Test
    void twoHundredRacingAssignmentsLeaveExactlyOne() throws Exception {
        try (Fleet fleet = new Fleet(Managers.on(database))) {
            List<Rest.Answer> answers =
                    race(REQUESTS, () -> fleet.rest().post("/api/v1/assignments", fleet.loan(Fleet.NIC_0)));
            assertThat(answers).hasSize(REQUESTS);
            assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() != 202)
                    .allSatisfy(answer ->
                            assertThat(answer.problem()).as(answer.toString()).isEqualTo("already-lent"));
            JsonNode live = fleet.rest()
                    .get("/api/v1/assignments?live=true&host=" + fleet.host())
                    .items();
            assertThat(live).hasSize(1);
            assertThat(fleet.rest()
                            .get("/api/v1/assignments?host=" + fleet.host())
                            .items())
                    .hasSize(1);
            fleet.awaitState(live.get(0).get("id").asString(), "ACTIVE");
            assertThat(fleet.agent().operations()).hasSize(1);
        }
    }

    @Test
    void racingReclaimsOfOneGroupAreOneConflict() throws Exception {
        try (Fleet fleet = new Fleet(Managers.on(database))) {
            fleet.web().behaves(GuestBehaviour.DEAF);
            String id = fleet.active(Fleet.NIC_0);
            List<Rest.Answer> answers = race(32, () -> fleet.reclaim(Fleet.NIC_1, 60, 60));
            assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(31);
            assertThat(answers)
                    .extracting(answer -> answer.body().get("id").asString())
                    .containsOnly(answers.get(0).body().get("id").asString());
            String conflict = answers.get(0).body().get("id").asString();
            assertThat(fleet.conflict(conflict).get("claims")).hasSize(32);
            fleet.web().behaves(GuestBehaviour.OBEDIENT);
            fleet.awaitConflict(conflict, "RESOLVED");
            assertThat(fleet.state(id)).isEqualTo("EVICTED");
        }
    }

    @Test
    void aReleaseAndAReclaimThatRaceBothEnd() throws Exception {
        try (Fleet fleet = new Fleet(Managers.on(database))) {
            for (int round = 0; round < 3; round++) {
                String id = fleet.active(Fleet.NIC_0);
                race(
                        CLIENTS,
                        () -> fleet.rest().delete("/api/v1/assignments/" + id),
                        () -> fleet.reclaim(Fleet.NIC_0, 60, 60));
                org.awaitility.Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> List.of("RELEASED", "EVICTED").contains(fleet.state(id)));
                org.awaitility.Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> fleet.rest()
                                .get("/api/v1/conflicts?open=true&host=" + fleet.host())
                                .items()
                                .isEmpty());
                assertThat(fleet.web().running()).isTrue();
            }
        }
    }

    IntStream rounds() {
        return IntStream.rangeClosed(1, Integer.getInteger("bailiff.races", usualRounds));
    }

    @ParameterizedTest(name = "round {0}")
    @MethodSource("rounds")
    void claimsThatComeAndGoTogetherLeaveTheGuestItsDevice(int round) throws Exception {
        try (Fleet fleet = new Fleet(Managers.on(database))) {
            fleet.web().behaves(GuestBehaviour.DEAF);
            String id = fleet.active(Fleet.NIC_0);
            race(96, () -> {
                String claim = fleet.agent().hold(Fleet.NIC_0);
                fleet.agent().withdraw(claim);
                return fleet.rest().get("/api/v1/conflicts?host=" + fleet.host());
            });
            org.awaitility.Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> fleet.conflicts().stream()
                            .noneMatch(conflict -> conflict.get("open").asBoolean()));
            fleet.awaitState(id, "ACTIVE");
            assertThat(fleet.web().seen().liveDevices()).hasSize(1);
            assertThat(fleet.web().seen().definedDevices()).hasSize(1);
            assertThat(fleet.agent().failures()).isEmpty();
            assertThat(fleet.claims())
                    .hasSize(96)
                    .allSatisfy(
                            claim -> assertThat(claim.get("status").asString()).isEqualTo("WITHDRAWN"));
            assertThat(fleet.conflicts())
                    .extracting(conflict -> conflict.get("state").asString())
                    .isNotEmpty()
                    .containsOnly("WITHDRAWN");
        }
    }

    @Test
    void aClaimAndAReclaimThatRaceAreOneConflict() throws Exception {
        try (Fleet fleet = new Fleet(Managers.on(database))) {
            fleet.web().behaves(GuestBehaviour.DEAF);
            String id = fleet.active(Fleet.NIC_0);
            race(
                    32,
                    () -> {
                        fleet.agent().hold(Fleet.NIC_0);
                        return fleet.rest().get("/api/v1/conflicts?host=" + fleet.host());
                    },
                    () -> fleet.reclaim(Fleet.NIC_1, 60, 60));
            org.awaitility.Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> fleet.conflict(fleet.awaitTheConflict())
                                    .get("claims")
                                    .size()
                            == 32);
            fleet.web().behaves(GuestBehaviour.OBEDIENT);
            fleet.awaitConflict(fleet.awaitTheConflict(), "RESOLVED");
            assertThat(fleet.state(id)).isEqualTo("EVICTED");
            assertThat(fleet.agent().failures()).isEmpty();
        }
    }

    @SafeVarargs
    private static List<Rest.Answer> race(int requests, Callable<Rest.Answer>... kinds) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            CyclicBarrier start = new CyclicBarrier(CLIENTS);
            List<Future<List<Rest.Answer>>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                running.add(clients.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    List<Rest.Answer> answers = new ArrayList<>();
                    for (int i = first; i < requests; i += CLIENTS) {
                        answers.add(kinds[i % kinds.length].call());
                    }
                    return answers;
                }));
            }
            List<Rest.Answer> all = new ArrayList<>();
            for (Future<List<Rest.Answer>> client : running) {
                all.addAll(client.get(120, TimeUnit.SECONDS));
            }
            return all;
        } finally {
            clients.shutdownNow();
        }
    }
}
