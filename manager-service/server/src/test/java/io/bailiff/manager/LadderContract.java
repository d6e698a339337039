// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.DirectHypervisor.Call;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** How far the ladder goes, and what people can do about it; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class LadderContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    LadderContract(TestDatabase database) {
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
    void aProcessThatAnswersNobodyAndIgnoresSigtermIsKilled() {
        fleet.active(NIC_0);
        fleet.web().behaves(GuestBehaviour.STOPPED);
        JsonNode resolved = fleet.awaitConflict(opened(1, 1, 2), "RESOLVED");
        assertThat(Fleet.kinds(resolved))
                .containsSubsequence("rung-destroy", "guest-terminated", "guest-killed", "conflict-resolved");
        assertThat(fleet.web().sigterms()).isEqualTo(1);
        assertThat(fleet.web().sigkills()).isEqualTo(1);
        for (String kind : List.of(
                "release-asked",
                "rung-shut-down",
                "shutdown-asked",
                "rung-destroy",
                "guest-terminated",
                "guest-killed")) {
            assertThat(Fleet.text(resolved, kind))
                    .as("the time of the next action")
                    .containsPattern("T\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        }
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
        assertThat(fleet.web().start().seen().liveDevices()).isEmpty();
    }

    @Test
    void aGuestThatDoesNotAnswerTheRepeatedRequestIsAProblem() {
        fleet.active(NIC_0);
        fleet.web().behaves(GuestBehaviour.STOPPED);
        String conflict = opened(600, 600, 600);
        await().atMost(PATIENCE)
                .until(() -> Fleet.kinds(fleet.conflict(conflict)).contains("problem"));
        fleet.steer(conflict, "withdraw", Map.of("reason", "not needed"));
        fleet.awaitConflict(conflict, "WITHDRAWN");
    }

    @Test
    void aGuestThatDoesNotAnswerTheFirstRequestIsNoProblemYet() throws IOException {
        try (Fleet slow = new Fleet(Managers.on(database, "--bailiff.guest.ask-again=1h"))) {
            slow.active(NIC_0);
            slow.web().behaves(GuestBehaviour.STOPPED);
            String conflict = slow.reclaim(NIC_0, deadlines(600, 600, 600));
            await().atMost(PATIENCE).until(() -> slow.conflict(conflict).has("deadline"));
            assertThat(slow.conflict(conflict).get("releaseAsks").asInt()).isEqualTo(1);
            assertThat(Fleet.kinds(slow.conflict(conflict)))
                    .contains("release-asked")
                    .doesNotContain("problem");
            slow.steer(conflict, "withdraw", Map.of("reason", "not needed"));
            slow.awaitConflict(conflict, "WITHDRAWN");
        }
    }

    @Test
    void aProcessThatOutlivesSigkillIsFencedUntilSomebodyHasRepairedTheHost() {
        fleet.web().behaves(GuestBehaviour.STUCK);
        fleet.libvirt().guest("db1", GuestBehaviour.OBEDIENT);
        String id = fleet.active(NIC_0);
        fleet.say("/hosts/" + fleet.host() + "/policy", deadlines(1, 1, 2));
        fleet.agent().hold(NIC_1);
        String conflict = fleet.awaitTheConflict();
        JsonNode fenced = fleet.awaitConflict(conflict, "FENCED");
        assertThat(Fleet.kinds(fenced)).containsSubsequence("guest-killed", "rung-fence", "fence-ordered", "fenced");
        assertThat(Fleet.text(fenced, "fenced"))
                .contains(fleet.host(), "web1", NIC_0, NIC_1, "db1", "/api/v1/conflicts/" + conflict + "/unfence");
        assertThat(fenced.has("next")).isFalse();
        await().atMost(PATIENCE)
                .until(() ->
                        fleet.conflict(conflict).get("guestState").asString().equals("PAUSED"));
        assertThat(fleet.web().suspended()).isTrue();
        assertThat(fleet.nic().fenced()).isTrue();
        assertThat(fleet.state(id)).isEqualTo("EVICTING");
        assertThat(fleet.claims().get(0).get("status").asString()).isEqualTo("DENIED");
        assertThat(fleet.hostView().get("cordon").asString()).contains("web1 is fenced", conflict);
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.nvmeLoan()).problem())
                .isEqualTo("host-cordoned");

        Rest.Answer tooEarly = fleet.steer(conflict, "unfence", Map.of("by", "olga", "reason", "I hope so"));
        assertThat(tooEarly.status()).isEqualTo(409);
        assertThat(tooEarly.problem()).isEqualTo("group-not-free");
        assertThat(tooEarly.body().get("use").asString()).isEqualTo("IN_USE");

        fleet.web().end();
        await().atMost(PATIENCE)
                .until(() -> fleet.steer(conflict, "unfence", Map.of("by", "olga", "reason", "booted it"))
                                .status()
                        == 202);
        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(Fleet.actor(resolved, "unfenced")).contains("olga");
        assertThat(fleet.state(id)).isEqualTo("EVICTED");
        assertThat(fleet.hostView().has("cordon")).isFalse();
    }

    @Test
    void aCordonForAnotherReasonOutlivesTheFence() {
        fleet.web().behaves(GuestBehaviour.STUCK);
        fleet.active(NIC_0);
        assertThat(fleet.rest()
                        .post(
                                "/api/v1/hosts/" + fleet.host() + "/cordon",
                                Map.of("by", "olga", "reason", "new firmware on Monday"))
                        .status())
                .isEqualTo(204);
        String conflict = opened(1, 1, 2);
        fleet.awaitConflict(conflict, "FENCED");
        fleet.web().end();
        await().atMost(PATIENCE)
                .until(() -> fleet.steer(conflict, "unfence", Map.of("reason", "booted it"))
                                .status()
                        == 202);
        fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.hostView().get("cordon").asString()).isEqualTo("new firmware on Monday");
    }

    @Test
    void aGuestWithTwoGroupsInConflictIsShutDownOnce() {
        fleet.web().behaves(GuestBehaviour.FIRMWARE);
        fleet.active(NIC_0);
        String second = fleet.lendNvme();
        fleet.awaitState(second, "ACTIVE");
        String nic = opened(1, 60, 60);
        await().atMost(PATIENCE).until(() -> fleet.web().shutdownRequests() == 1);
        String nvme = fleet.reclaim(Fleet.NVME, deadlines(1, 60, 60));
        JsonNode following = fleet.awaitConflict(nvme, "SHUTTING_DOWN");
        await().atMost(PATIENCE)
                .until(() -> fleet.conflict(nvme).path("follows").asString("").equals(nic));
        assertThat(fleet.web().shutdownRequests()).isEqualTo(1);
        assertThat(fleet.conflict(nvme).get("deadline").asString().substring(0, 19))
                .as("the deadline of the one that it follows")
                .isEqualTo(fleet.conflict(nic).get("deadline").asString().substring(0, 19));
        Rest.Answer skipped = fleet.steer(nvme, "skip", Map.of("reason", "no time"));
        assertThat(skipped.problem()).isEqualTo("follows-another");
        assertThat(skipped.toString()).contains(nic);

        assertThat(fleet.steer(nic, "skip", Map.of("reason", "no time")).status())
                .isEqualTo(202);
        assertThat(Fleet.kinds(fleet.awaitConflict(nic, "RESOLVED"))).contains("guest-terminated");
        assertThat(Fleet.kinds(fleet.awaitConflict(nvme, "RESOLVED")))
                .contains("guest-ended-by-another-conflict")
                .doesNotContain("shutdown-asked", "guest-terminated");
        assertThat(fleet.web().sigterms()).isEqualTo(1);
        assertThat(following.get("open").asBoolean()).isTrue();
    }

    @Test
    void theOneThatFollowsTakesOverWhenTheOtherIsWithdrawn() {
        fleet.web().behaves(GuestBehaviour.FIRMWARE);
        fleet.active(NIC_0);
        String second = fleet.lendNvme();
        fleet.awaitState(second, "ACTIVE");
        String nic = opened(1, 60, 60);
        await().atMost(PATIENCE).until(() -> fleet.web().shutdownRequests() == 1);
        String nvme = fleet.reclaim(Fleet.NVME, deadlines(1, 60, 60));
        await().atMost(PATIENCE)
                .until(() -> fleet.conflict(nvme).path("follows").asString("").equals(nic));
        fleet.steer(nic, "withdraw", Map.of("reason", "found another NIC"));
        fleet.awaitConflict(nic, "WITHDRAWN");
        await().atMost(PATIENCE)
                .until(() -> fleet.conflict(nvme).path("follows").isMissingNode());
        assertThat(fleet.web().shutdownRequests()).isEqualTo(1);
        fleet.steer(nvme, "skip", Map.of("reason", "no time"));
        fleet.awaitConflict(nvme, "RESOLVED");
        assertThat(fleet.web().sigterms()).isEqualTo(1);
    }

    @Test
    void aPolicyThatForbidsToDestroyKeepsTheGuestAndRefusesTheClaim() {
        fleet.web().behaves(GuestBehaviour.FIRMWARE);
        String id = fleet.active(NIC_0);
        fleet.say("/hosts/" + fleet.host() + "/policy", deadlines(1, 1, 1));
        fleet.say("/assignments/" + id + "/policy", Map.of("destroy", "never"));
        fleet.agent().hold(NIC_1);
        JsonNode denied = fleet.awaitConflict(fleet.awaitTheConflict(), "DENIED");
        assertThat(Fleet.text(denied, "conflict-denied"))
                .contains("a policy forbids to destroy web1", "web1 keeps the group", "web1 is running");
        await().atMost(PATIENCE)
                .until(() -> fleet.claims().get(0).get("status").asString().equals("DENIED"));
        fleet.awaitState(id, "ACTIVE");
        assertThat(fleet.web().running()).isTrue();
        assertThat(fleet.web().sigterms()).isZero();
        assertThat(fleet.web().seen().definedDevices()).hasSize(1);
    }

    @Test
    void aGuestIsProtectedByEachOfItsAssignments() {
        fleet.web().behaves(GuestBehaviour.FIRMWARE);
        String id = fleet.active(NIC_0);
        String nvme = fleet.lendNvme();
        fleet.awaitState(nvme, "ACTIVE");
        fleet.say("/assignments/" + nvme + "/policy", Map.of("destroy", "never"));
        fleet.awaitConflict(opened(1, 1, 1), "DENIED");
        fleet.awaitState(id, "ACTIVE");
        assertThat(fleet.web().sigterms()).isZero();
    }

    @Test
    void theNearestPolicyThatSaysSomethingHolds() {
        String id = fleet.active(NIC_0);
        fleet.say("/hosts/" + fleet.host() + "/policy", Map.of("releaseDeadlineSeconds", 7, "shutdown", "never"));
        JsonNode answer = fleet.say("/assignments/" + id + "/policy", Map.of("shutdown", "allowed"));
        assertThat(answer.get("said").get("shutdown").asString()).isEqualTo("allowed");
        assertThat(answer.get("said").has("releaseDeadlineSeconds")).isFalse();
        assertThat(answer.get("effective").get("releaseDeadlineSeconds").asInt())
                .isEqualTo(7);
        assertThat(answer.get("effective").get("shutdown").asString()).isEqualTo("allowed");
        assertThat(answer.get("effective").get("afterwards").asString()).isEqualTo("evicted");
    }

    @Test
    void aRungThatIsExtendedLastsLonger() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.active(NIC_0);
        String conflict = opened(5, 60, 60);
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > 0);
        Rest.Answer extended =
                fleet.steer(conflict, "extend", Map.of("seconds", 600, "by", "olga", "reason", "backup runs"));
        assertThat(extended.status()).isEqualTo(202);
        await().during(Duration.ofSeconds(7))
                .atMost(PATIENCE)
                .until(() -> fleet.conflict(conflict).get("state").asString().equals("REQUESTING"));
        JsonNode now = fleet.conflict(conflict);
        assertThat(Fleet.actor(now, "rung-extended")).contains("olga");
        assertThat(Fleet.text(now, "rung-extended")).contains("600 s more", "backup runs");
        fleet.web().behaves(GuestBehaviour.OBEDIENT);
        fleet.awaitConflict(conflict, "RESOLVED");
    }

    @Test
    void aRungThatIsSkippedIsOver() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.active(NIC_0);
        String conflict = opened(600, 600, 600);
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > 0);
        assertThat(fleet.steer(conflict, "skip", Map.of("by", "olga", "reason", "no time"))
                        .status())
                .isEqualTo(202);
        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(Fleet.actor(resolved, "rung-shut-down")).contains("olga");
        assertThat(fleet.web().shutdownRequests()).isEqualTo(1);
        Rest.Answer late = fleet.steer(conflict, "skip", Map.of("reason", "once more"));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.problem()).isEqualTo("too-late");
    }

    @Test
    void aRungThatIsSkippedBeforeTheGuestWasAskedIsNotTakenAfterAll() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.active(NIC_0);
        CountDownLatch skipped = new CountDownLatch(1);
        fleet.libvirt().gate(stepsWaitFor(skipped));
        String conflict = opened(600, 600, 600);
        assertThat(fleet.steer(conflict, "skip", Map.of("reason", "it is off the network anyway"))
                        .status())
                .isEqualTo(202);
        skipped.countDown();
        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(fleet.web().releaseRequests()).isZero();
        assertThat(fleet.web().shutdownRequests()).isEqualTo(1);
        assertThat(Fleet.kinds(resolved)).doesNotContain("guest-started-again", "release-asked");
    }

    /** The manager's steps do not get to see the guest before that; operators' requests do. */
    private static TestHypervisor.Gate stepsWaitFor(CountDownLatch event) {
        return new TestHypervisor.Gate() {
            @Override
            public void before(Call call) {
                if (call == Call.LOOK && Thread.currentThread().getName().startsWith("db-scheduler")) {
                    Latches.await(event);
                }
            }
        };
    }

    @Test
    void aForbiddenRungCannotBeSkippedTo() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        fleet.say("/assignments/" + id + "/policy", Map.of("shutdown", "never"));
        String conflict = opened(600, 600, 600);
        Rest.Answer answer = fleet.steer(conflict, "skip", Map.of("reason", "no time"));
        assertThat(answer.problem()).isEqualTo("rung-forbidden");
        assertThat(fleet.conflict(conflict).get("state").asString()).isEqualTo("REQUESTING");
        assertThat(fleet.conflict(conflict).get("next").get("state").asString()).isEqualTo("DENIED");
        fleet.steer(conflict, "withdraw", Map.of("reason", "then not"));
        fleet.awaitConflict(conflict, "WITHDRAWN");
    }

    @Test
    void aConflictThatIsWithdrawnLeavesTheGuestItsDeviceAndRefusesWhoWaits() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        fleet.agent().hold(NIC_1);
        String conflict = fleet.awaitTheConflict();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > 0);
        assertThat(fleet.steer(conflict, "withdraw", Map.of("by", "olga", "reason", "wrong NIC"))
                        .status())
                .isEqualTo(202);
        JsonNode withdrawn = fleet.awaitConflict(conflict, "WITHDRAWN");
        assertThat(Fleet.text(withdrawn, "conflict-withdrawn")).contains("wrong NIC", "web1 keeps the group");
        await().atMost(PATIENCE)
                .until(() -> fleet.claims().get(0).get("status").asString().equals("DENIED"));
        fleet.awaitState(id, "ACTIVE");
        assertThat(fleet.web().seen().definedDevices()).hasSize(1);
    }

    @Test
    void steeringNeedsAReason() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        fleet.active(NIC_0);
        String conflict = opened(600, 600, 600);
        for (String verb : List.of("extend", "skip", "withdraw", "unfence")) {
            assertThat(fleet.steer(conflict, verb, Map.of("by", "olga", "seconds", 5))
                            .status())
                    .as(verb)
                    .isEqualTo(400);
        }
        assertThat(fleet.conflict(conflict).get("state").asString()).isEqualTo("REQUESTING");
    }

    @Test
    void theTableIsToldOverRest() {
        JsonNode table = fleet.rest().get("/api/v1/ladder").items();
        assertThat(table.valueStream().map(row -> row.get("transition").asString()))
                .contains("ASK", "SHUT_DOWN", "DESTROY", "FENCE", "RESOLVE");
    }

    private String opened(int release, int shutdown, int destroy) {
        return fleet.reclaim(NIC_0, deadlines(release, shutdown, destroy));
    }

    private static Map<String, Object> deadlines(int release, int shutdown, int destroy) {
        return Map.of(
                "releaseDeadlineSeconds", release,
                "shutdownDeadlineSeconds", shutdown,
                "destroyDeadlineSeconds", destroy);
    }
}
