// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static io.bailiff.manager.Fleet.NVME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.FakeGroup.Move;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** How the host takes a group back; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class ConflictContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    ConflictContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void host() {
        fleet = new Fleet(Managers.on(database));
    }

    @AfterEach
    void stop() throws IOException {
        fleet.close();
    }

    private String opened(Rest.Answer reclaim) {
        assertThat(reclaim.status()).as(reclaim.toString()).isEqualTo(202);
        return reclaim.body().get("id").asString();
    }

    @Test
    void aGuestThatLetsGoRunsOnAndTheRecordTellsTheWholeStory() {
        String id = fleet.active(NIC_0, NIC_1);
        String conflict = opened(fleet.reclaim(NIC_1, null, null));
        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
        assertThat(fleet.web().running()).isTrue();
        assertThat(fleet.web().seen().liveDevices()).isEmpty();
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
        assertThat(fleet.web().shutdownRequests()).isZero();
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
        assertThat(Fleet.kinds(resolved))
                .startsWith("conflict-opened", "release-asked")
                .containsOnlyOnce("conflict-opened", "release-asked", "group-free", "conflict-resolved")
                .containsSubsequence(
                        "functions-returned",
                        "guest-without-functions",
                        "group-free",
                        "reattach-ordered",
                        "host-drivers-back",
                        "assignment-evicted",
                        "conflict-resolved")
                .doesNotContain("eviction-begins", "problem", "rung-shut-down");
        assertThat(resolved.has("next")).isFalse();
        assertThat(Fleet.text(resolved, "conflict-opened")).contains(NIC_1, "the host needs its NIC");
        assertThat(resolved.get("timeline").get(0).get("actor").asString()).isEqualTo("olga from 127.0.0.1");
        assertThat(Fleet.text(resolved, "functions-returned")).contains(NIC_0, "runs on");
        assertThat(Fleet.text(resolved, "host-drivers-back")).contains(NIC_0 + " on e1000", NIC_1 + " on e1000");
    }

    @Test
    void everyTimeOfAConflictHasMilliseconds() {
        fleet.active(NIC_0);
        JsonNode resolved = fleet.awaitConflict(opened(fleet.reclaim(NIC_0, null, null)), "RESOLVED");
        List<String> times = new ArrayList<>(resolved.get("timeline").findValuesAsString("at"));
        times.add(resolved.get("since").asString());
        times.add(resolved.get("openedAt").asString());
        times.add(resolved.get("resolvedAt").asString());
        times.add(resolved.get("claims").get(0).get("madeAt").asString());
        assertThat(times)
                .allSatisfy(time -> assertThat(time).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
    }

    @Test
    void aConflictShowsTheNextRungAndTheGuest() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.active(NIC_0);
        String conflict = opened(fleet.reclaim(NIC_0, 600, 600));
        await().atMost(PATIENCE)
                .until(() -> fleet.conflict(conflict).path("next").has("at"));
        JsonNode requesting = fleet.conflict(conflict);
        assertThat(requesting.get("next").get("state").asString()).isEqualTo("SHUTTING_DOWN");
        assertThat(Instant.parse(requesting.get("next").get("at").asString()))
                .isBetween(
                        Instant.parse(requesting.get("openedAt").asString()).plusSeconds(600),
                        Instant.now().plusSeconds(600));
        awaitGuestState(conflict, "RUNNING");
        assertThat(fleet.conflict(conflict).has("guestSeenAt")).isTrue();
        fleet.libvirt().reachable(false);
        awaitGuestState(conflict, "UNKNOWN");
        fleet.libvirt().reachable(true);
        awaitGuestState(conflict, "RUNNING");
        fleet.web().end();
        fleet.awaitConflict(conflict, "RESOLVED");
        awaitGuestState(conflict, "OFF");
        assertThat(Fleet.text(fleet.conflict(conflict), "conflict-resolved")).contains("web1 is off");
    }

    private void awaitGuestState(String conflict, String state) {
        await().atMost(PATIENCE)
                .until(() ->
                        fleet.conflict(conflict).get("guestState").asString().equals(state));
    }

    @Test
    void aGuestThatDoesNotLetGoIsShutDown() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        // It is asked every 300 ms: a busy machine has most of five seconds for the second request.
        String conflict = opened(fleet.reclaim(NIC_0, 5, 60));
        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
        assertThat(fleet.web().running()).isFalse();
        assertThat(fleet.web().releaseRequests()).isGreaterThanOrEqualTo(2);
        assertThat(Fleet.kinds(resolved))
                .containsSubsequence("release-asked", "rung-shut-down", "shutdown-asked", "conflict-resolved");
        assertThat(Fleet.text(resolved, "functions-returned")).contains("the guest is off");
        assertThat(fleet.web().start().seen().liveDevices()).isEmpty();
    }

    @Test
    void aGuestThatAnswersToNothingIsDestroyed() {
        fleet.web().behaves(GuestBehaviour.FIRMWARE);
        String id = fleet.active(NIC_0);
        // It is asked once more at half time: a busy machine has four seconds for that.
        String conflict = opened(fleet.reclaim(NIC_0, 1, 8));
        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.web().shutdownRequests()).isEqualTo(2);
        assertThat(fleet.web().sigterms()).isEqualTo(1);
        assertThat(fleet.web().sigkills()).isZero();
        assertThat(Fleet.kinds(resolved))
                .containsSubsequence(
                        "release-asked", "rung-shut-down", "shutdown-asked", "rung-destroy", "guest-terminated")
                .containsSubsequence("guest-without-functions", "group-free", "conflict-resolved")
                .doesNotContain("guest-killed");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
        assertThat(fleet.web().start().seen().liveDevices()).isEmpty();
    }

    @Test
    void aSecondClaimJoinsTheOpenConflict() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.active(NIC_0);
        String conflict = opened(fleet.reclaim(NIC_0, 60, 60));
        Rest.Answer second = fleet.reclaim(NIC_1, 1, 1);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body().get("id").asString()).isEqualTo(conflict);
        assertThat(second.body()
                        .get("claims")
                        .valueStream()
                        .map(claim -> claim.get("function").asString()))
                .containsExactly(NIC_0, NIC_1);
        fleet.web().behaves(GuestBehaviour.OBEDIENT);
        fleet.awaitConflict(conflict, "RESOLVED");
    }

    @Test
    void whatIsNotLentCannotBeTakenBack() {
        Rest.Answer answer = fleet.reclaim(NVME, null, null);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("not-lent");
    }

    @Test
    void aGuestIsNotLateBeforeItCouldBeAsked() {
        fleet.active(NIC_0);
        fleet.libvirt().reachable(false);
        String conflict = opened(fleet.reclaim(NIC_0, 1, 60));
        await().atMost(PATIENCE)
                .until(() ->
                        fleet.conflict(conflict).path("problem").asString("").contains("unplugged"));
        await().during(Duration.ofSeconds(2))
                .atMost(PATIENCE)
                .until(() -> fleet.conflict(conflict).get("state").asString().equals("REQUESTING"));
        fleet.libvirt().reachable(true);
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.web().shutdownRequests()).isZero();
    }

    @Test
    void aRunThatWasStartedMeanwhileIsAskedBeforeItIsShutDown() {
        fleet.web().behaves(GuestBehaviour.FIRMWARE);
        String id = fleet.active(NIC_0);
        String conflict = opened(fleet.reclaim(NIC_0, 1, 120));
        await().atMost(PATIENCE).until(() -> fleet.web().shutdownRequests() == 1);
        int asked = fleet.web().releaseRequests();
        fleet.web().behaves(GuestBehaviour.OBEDIENT);
        fleet.web().restartWith(fleet.web().seen().liveDevices());
        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(Fleet.text(resolved, "guest-started-again"))
                .contains(resolved.get("guest").get("domainInstance").asString());
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
        assertThat(fleet.web().releaseRequests()).isGreaterThan(asked);
        assertThat(fleet.web().shutdownRequests()).isEqualTo(1);
        assertThat(fleet.web().running()).isTrue();
    }

    @Test
    void aGroupThatIsJustBeingDetachedIsTakenBack() {
        fleet.nic().detaching(Move.HANGS);
        String id = fleet.lend(NIC_0);
        fleet.awaitState(id, "DETACHING");
        String conflict = opened(fleet.reclaim(NIC_0, 1, 1));
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
        assertThat(fleet.web().shutdownRequests()).isZero();
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
    }

    @Test
    void aGroupThatTheGuestIsJustBeingGivenIsTakenBack() {
        CountDownLatch given = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        fleet.libvirt().gate(new TestHypervisor.Gate() {
            @Override
            public void after(DirectHypervisor.Call call) {
                if (call == DirectHypervisor.Call.ATTACH) {
                    given.countDown();
                    Latches.await(go);
                }
            }
        });
        String id = fleet.lend(NIC_0, NIC_1);
        Latches.await(given);
        String conflict = opened(fleet.reclaim(NIC_0, 30, 30));
        assertThat(fleet.state(id)).isEqualTo("EVICTING");
        fleet.libvirt().gate(TestHypervisor.Gate.OPEN);
        go.countDown();
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.web().seen().liveDevices()).isEmpty();
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
        assertThat(fleet.web().running()).isTrue();
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
    }

    @Test
    void aReleaseThatGoesOnForeverBecomesAConflict() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        fleet.rest().delete("/api/v1/assignments/" + id);
        fleet.awaitState(id, "RELEASING");
        String conflict = opened(fleet.reclaim(NIC_0, 1, 60));
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
        assertThat(fleet.web().running()).isFalse();
    }

    @Test
    void aGroupThatIsOnItsWayBackIsWaitedFor() {
        String id = fleet.active(NIC_0);
        fleet.nic().reattaching(Move.STICKS);
        fleet.rest().delete("/api/v1/assignments/" + id);
        fleet.awaitState(id, "REATTACHING");
        String conflict = opened(fleet.reclaim(NIC_0, 1, 1));
        await().atMost(PATIENCE)
                .until(() ->
                        fleet.conflict(conflict).path("problem").asString("").contains("the test wants it to stick"));
        assertThat(fleet.conflict(conflict).get("state").asString()).isEqualTo("RETURNING");
        fleet.nic().reattaching(Move.WORKS);
        fleet.agent().lookAgain();
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.state(id)).isEqualTo("RELEASED");
    }
}
