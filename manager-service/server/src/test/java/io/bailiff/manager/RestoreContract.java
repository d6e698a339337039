// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.FakeGroup.Move;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** How a guest gets back what the host has taken from it; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class RestoreContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    RestoreContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void host() {
        fleet = new Fleet(Managers.on(database));
    }

    @AfterEach
    void stop() throws IOException {
        fleet.close();
        assertThat(fleet.agent().failures()).isEmpty();
    }

    @Test
    void aGuestGetsItsFunctionsAgainWhenTheHostDoesNotUseThemAnyMore() {
        String id = evicted(Map.of("afterwards", "restore", "destroy", "never"));
        JsonNode waits = restoration(id);
        assertThat(waits.get("open").asBoolean()).isTrue();
        assertThat(waits.get("waitsFor").get(0).asString()).isEqualTo(NIC_1);
        await().during(Duration.ofSeconds(2))
                .atMost(PATIENCE)
                .until(() -> fleet.nic().state() == GroupState.WITH_HOST);

        fleet.nic().driver(NIC_1, null);
        fleet.agent().lookAgain();

        String again = awaitRestored(id);
        fleet.awaitState(again, "ACTIVE");
        assertThat(fleet.web().seen().liveDevices()).hasSize(2);
        assertThat(Fleet.text(fleet.assignment(id), "restored")).contains(NIC_1, again);
        JsonNode policy = fleet.rest()
                .get("/api/v1/assignments/" + again + "/policy")
                .body()
                .get("said");
        assertThat(policy.get("destroy").asString()).isEqualTo("never");
        assertThat(policy.get("afterwards").asString()).isEqualTo("restore");
    }

    @Test
    void aRestorationWaitsForEveryFunctionThatProcessesOfTheHostHaveTakenDuringTheConflict() {
        String id = fleet.active(NIC_0, NIC_1);
        fleet.say("/assignments/" + id + "/policy", Map.of("afterwards", "restore"));
        fleet.nic().reattaching(Move.HANGS);
        fleet.agent().claim(ClaimReport.Kind.UNBIND, ClaimReport.Status.HELD, NIC_0);
        String conflict = fleet.awaitTheConflict();
        fleet.awaitState(id, "REATTACHING");
        fleet.agent().claim(ClaimReport.Kind.BIND, ClaimReport.Status.LET_THROUGH, NIC_1);
        fleet.nic().reattaching(Move.WORKS);
        fleet.agent().lookAgain();
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(restoration(id).get("waitsFor").valueStream().map(JsonNode::asString))
                .containsExactly(NIC_0, NIC_1);
    }

    @Test
    void aFunctionThatTheHostTakesUpAgainAtOnceIsNotTakenFromIt() {
        String id = evicted(Map.of("afterwards", "restore"));
        for (int i = 0; i < 3; i++) {
            fleet.nic().driver(NIC_1, null);
            fleet.agent().lookAgain();
            fleet.nic().driver(NIC_1, "e1000");
            fleet.agent().lookAgain();
        }
        await().during(Duration.ofSeconds(3))
                .atMost(PATIENCE)
                .until(() -> restoration(id).get("open").asBoolean());
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
    }

    @Test
    void anOperatorNeedNotWaitForTheHost() {
        String id = evicted(Map.of("afterwards", "restore"));
        Rest.Answer said =
                fleet.rest().post("/api/v1/restorations/" + id, Map.of("by", "olga", "reason", "the test is over"));
        assertThat(said.status()).as(said.toString()).isEqualTo(202);
        fleet.awaitState(awaitRestored(id), "ACTIVE");
        assertThat(Fleet.actor(fleet.assignment(id), "restored")).contains("olga");
    }

    @Test
    void aGroupThatIsNotWhatItWasIsTakenOnlyByConsent() {
        String id = evicted(Map.of("afterwards", "restore"));
        fleet.nic().endpoint("0000:02:02.0", "e1000").driver(NIC_1, null);
        fleet.agent().lookAgain();
        await().atMost(PATIENCE)
                .until(() -> restoration(id)
                        .path("problem")
                        .asString("")
                        .contains("0000:02:02.0 is now also in this group"));
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);

        fleet.rest()
                .post(
                        "/api/v1/restorations/" + id,
                        Map.of(
                                "reason",
                                "fine",
                                "consent",
                                fleet.nic().fingerprint().value()));
        fleet.awaitState(awaitRestored(id), "ACTIVE");
    }

    @Test
    void aRestorationEndsWhenAnOperatorGivesTheGuestItsFunctionsAgain() {
        String id = evicted(Map.of("afterwards", "restore"));

        String again = fleet.active(NIC_0, NIC_1);

        assertThat(awaitRestored(id)).isEqualTo(again);
        assertThat(restoration(id).get("open").asBoolean()).isFalse();
        assertThat(Fleet.actor(fleet.assignment(id), "restored")).contains("alice");
        assertThat(fleet.rest()
                        .get("/api/v1/assignments/" + again + "/policy")
                        .body()
                        .get("said")
                        .has("afterwards"))
                .isFalse();
    }

    @Test
    void aRestorationNamesTheAssignmentThatHasTheGroupAndContinuesAfterwards() {
        String id = evicted(Map.of("afterwards", "restore"));

        String fewer = fleet.active(NIC_0);
        await().atMost(PATIENCE)
                .until(() -> restoration(id).path("problem").asString("").contains(fewer));
        fleet.rest().delete("/api/v1/assignments/" + fewer);
        fleet.awaitState(fewer, "RELEASED");
        fleet.nic().driver(NIC_1, null);
        fleet.agent().lookAgain();

        fleet.awaitState(awaitRestored(id), "ACTIVE");
        assertThat(restoration(id).has("problem")).isFalse();
    }

    @Test
    void aRestorationCanBeCalledOff() {
        String id = evicted(Map.of("afterwards", "restore"));
        assertThat(fleet.rest()
                        .delete("/api/v1/restorations/" + id + "?by=olga")
                        .status())
                .isEqualTo(200);
        assertThat(restoration(id).get("open").asBoolean()).isFalse();
        fleet.nic().driver(NIC_1, null);
        fleet.agent().lookAgain();
        await().during(Duration.ofSeconds(3))
                .atMost(PATIENCE)
                .until(() -> fleet.nic().state() == GroupState.WITH_HOST);
        assertThat(fleet.rest().delete("/api/v1/restorations/" + id).problem()).isEqualTo("too-late");
    }

    @Test
    void whatItsBorrowerGaveBackAnywayDoesNotComeBack() {
        String id = fleet.active(NIC_0, NIC_1);
        fleet.say("/assignments/" + id + "/policy", Map.of("afterwards", "restore"));
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.rest().delete("/api/v1/assignments/" + id);
        fleet.awaitState(id, "RELEASING");
        fleet.agent().hold(NIC_1);
        String conflict = fleet.awaitTheConflict();
        fleet.web().behaves(GuestBehaviour.OBEDIENT);
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.rest().get("/api/v1/restorations/" + id).status()).isEqualTo(404);
    }

    @Test
    void withoutSuchAPolicyNothingComesBack() {
        String id = evicted(Map.of("afterwards", "evicted"));
        assertThat(fleet.rest().get("/api/v1/restorations/" + id).status()).isEqualTo(404);
    }

    /** The host has taken the second port; returns the assignment that has ended by that. */
    private String evicted(Map<String, Object> policy) {
        String id = fleet.active(NIC_0, NIC_1);
        fleet.say("/assignments/" + id + "/policy", policy);
        fleet.agent().hold(NIC_1);
        fleet.awaitConflict(fleet.awaitTheConflict(), "RESOLVED");
        fleet.awaitState(id, "EVICTED");
        return id;
    }

    private JsonNode restoration(String id) {
        return fleet.rest().get("/api/v1/restorations/" + id).body();
    }

    private String awaitRestored(String id) {
        await().atMost(PATIENCE).until(() -> restoration(id).has("restoredBy"));
        return restoration(id).get("restoredBy").asString();
    }
}
