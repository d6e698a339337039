// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NVME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.host.Cordon;
import io.bailiff.manager.host.Cordons;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** An operator's cordon and those of fences are facts of their own; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class CordonContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUNDS = 25;

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    CordonContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void host() {
        fleet = new Fleet(Managers.on(database));
        fleet.web().behaves(GuestBehaviour.STUCK);
        fleet.active(NIC_0);
    }

    @AfterEach
    void stop() throws IOException {
        fleet.close();
    }

    @Test
    void aFenceIsNotLiftedByUncordoningTheHost() {
        String conflict = fenced();

        Rest.Answer refused = uncordon();

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.problem()).isEqualTo("fenced");
        assertThat(texts(refused.body().get("fences"))).containsExactly(conflict);
        assertThat(refused.body().get("remedy").asString()).contains("POST /api/v1/conflicts/" + conflict + "/unfence");
        assertThat(fences()).containsExactly(conflict);
        assertThat(loan().problem()).isEqualTo("host-cordoned");
    }

    @Test
    void theFencesOfAHostEndWithItsRemoval() {
        fenced();
        UUID host = UUID.fromString(fleet.agent().hostId());

        assertThat(Managers.on(database)
                        .rest()
                        .delete("/api/v1/hosts/" + host + "?reason=burnt&force=true")
                        .status())
                .isEqualTo(204);

        assertThat(Managers.on(database).bean(Cordons.class).of(host).stands()).isFalse();
    }

    @Test
    void theRefusalToLendNamesWhatEndsEachCordon() {
        operatorCordons();
        assertThat(remedy()).contains("/uncordon").doesNotContain("/unfence");
        assertThat(loan().body().get("fences")).isEmpty();

        String conflict = fenced();
        assertThat(remedy()).contains("/uncordon", "/conflicts/" + conflict + "/unfence");
        assertThat(texts(loan().body().get("fences"))).containsExactly(conflict);

        assertThat(uncordon().status()).isEqualTo(200);
        assertThat(remedy()).contains("/conflicts/" + conflict + "/unfence").doesNotContain("/uncordon");
    }

    @Test
    void anOperatorsCordonEndsAlsoWhileAFenceStandsAndTheFenceStays() {
        operatorCordons();
        String conflict = fenced();
        assertThat(fleet.hostView().get("cordonReason").asString()).isEqualTo("new firmware on Monday");

        Rest.Answer lifted = uncordon();

        assertThat(lifted.status()).isEqualTo(200);
        assertThat(texts(lifted.body().get("fences"))).containsExactly(conflict);
        assertThat(lifted.body().get("remedy").asString()).contains("/conflicts/" + conflict + "/unfence");
        assertThat(fleet.hostView().has("cordonReason")).isFalse();
        assertThat(fleet.hostView().has("cordon")).isTrue();
        assertThat(fences()).containsExactly(conflict);
        assertThat(uncordon().problem()).isEqualTo("fenced");

        unfence(conflict);
        assertThat(fleet.hostView().has("cordon")).isFalse();
        assertThat(fences()).isEmpty();
        assertThat(uncordon().status()).isEqualTo(204);
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(loan().status()).isEqualTo(202);
    }

    @Test
    void oneOfTwoFencesLeavesTheHostCordonedByTheOther() {
        String nvme = fleet.lendNvme();
        fleet.awaitState(nvme, "ACTIVE");
        String first = fenced();
        String second = fleet.reclaim(NVME, Map.of("releaseDeadlineSeconds", 600, "shutdownDeadlineSeconds", 600));
        await().atMost(PATIENCE).until(() -> isFencedOrSkips(second));
        assertThat(fences()).containsExactlyInAnyOrder(first, second);

        unfence(second);

        assertThat(fences()).containsExactly(first);
        assertThat(fleet.hostView().get("cordon").asString()).contains(first).doesNotContain(second);
        assertThat(loan().problem()).isEqualTo("host-cordoned");
        unfence(first);
        assertThat(fleet.hostView().has("cordon")).isFalse();
    }

    @Test
    void aFenceThatIsPutUpWhileTheHostIsUncordonedStands() throws Exception {
        RunningManager manager = Managers.on(database);
        Cordons cordons = manager.bean(Cordons.class);
        TransactionTemplate transactions = manager.bean(TransactionTemplate.class);
        UUID conflict = UUID.fromString(fleet.reclaim(NIC_0, Map.of("releaseDeadlineSeconds", 600)));
        UUID host = UUID.fromString(fleet.agent().hostId());
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                cordons.cordon(host, "olga", "new firmware on Monday");
                CyclicBarrier start = new CyclicBarrier(2);
                Future<?> fence = both.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    transactions.executeWithoutResult(transaction -> cordons.fence(host, conflict, "web1"));
                    return true;
                });
                Future<Cordon> uncordon = both.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    return cordons.uncordon(host, "olga", "done");
                });
                fence.get(60, TimeUnit.SECONDS);
                Cordon answered = uncordon.get(60, TimeUnit.SECONDS);

                assertThat(answered.reason()).isNull();
                assertThat(cordons.of(host).reason()).isNull();
                assertThat(cordons.of(host).conflicts()).containsExactly(conflict);
                transactions.executeWithoutResult(transaction -> cordons.unfence(host, conflict, "olga", "repaired"));
                assertThat(cordons.of(host).stands()).isFalse();
            }
        } finally {
            both.shutdownNow();
        }
    }

    /** Fences web1, which has the NIC; an operator does not wait for the end of its process. */
    private String fenced() {
        String conflict = fleet.reclaim(NIC_0, Map.of("releaseDeadlineSeconds", 600));
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > 0);
        for (String rung : List.of("SHUTTING_DOWN", "DESTROYING", "FENCING")) {
            skipTo(conflict, rung);
        }
        fleet.awaitConflict(conflict, "FENCED");
        return conflict;
    }

    /** The second conflict of a guest either follows the first by itself or is skipped; that depends on how far the first was. */
    private boolean isFencedOrSkips(String conflict) {
        if (fleet.conflict(conflict).get("state").asString().equals("FENCED")) {
            return true;
        }
        fleet.steer(conflict, "skip", Map.of("reason", "no time"));
        return false;
    }

    private void skipTo(String conflict, String rung) {
        assertThat(fleet.steer(conflict, "skip", Map.of("reason", "no time")).status())
                .as("skipping to %s", rung)
                .isEqualTo(202);
    }

    private void unfence(String conflict) {
        fleet.web().end();
        await().atMost(PATIENCE)
                .until(() -> fleet.steer(conflict, "unfence", Map.of("reason", "booted it"))
                                .status()
                        == 202);
    }

    private void operatorCordons() {
        assertThat(fleet.rest()
                        .post(
                                "/api/v1/hosts/" + fleet.host() + "/cordon",
                                Map.of("by", "olga", "reason", "new firmware on Monday"))
                        .status())
                .isEqualTo(204);
    }

    private Rest.Answer uncordon() {
        return fleet.rest().post("/api/v1/hosts/" + fleet.host() + "/uncordon", Map.of("by", "olga", "reason", "done"));
    }

    private Rest.Answer loan() {
        return fleet.rest().post("/api/v1/assignments", fleet.nvmeLoan());
    }

    private String remedy() {
        Rest.Answer refused = loan();
        assertThat(refused.problem()).isEqualTo("host-cordoned");
        return refused.body().get("remedy").asString();
    }

    private List<String> fences() {
        return texts(fleet.hostView().get("fences"));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
