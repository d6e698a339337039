// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupUse.Holder;
import io.bailiff.agent.sim.GuestBehaviour;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** No rung is taken against a guest that does not have the group, whoever has it; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class OtherUsersContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, Object> SHORT =
            Map.of("releaseDeadlineSeconds", 1, "shutdownDeadlineSeconds", 1, "destroyDeadlineSeconds", 2);

    private final TestDatabase database;
    private Fleet fleet;
    private String assignment;

    @SuppressWarnings("NullAway.Init")
    OtherUsersContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void lend() {
        fleet = new Fleet(Managers.on(database));
        assignment = fleet.active(NIC_0);
    }

    @AfterEach
    void stop() throws IOException {
        fleet.close();
        assertThat(fleet.agent().failures()).isEmpty();
    }

    @Test
    void aGuestThatIsOffIsAskedForNothingWhileAnotherGuestHasItsFunction() {
        fleet.web().end();
        fleet.db().restartWithFunction(NIC_0);

        String conflict = fleet.reclaim(NIC_0, SHORT);

        assertHeld(conflict, "guest db1 (qemu-system-x86, process ");
        fleet.db().end();
        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(resolved.get("outcome").asString()).isEqualTo("RELEASED");
        assertThat(Fleet.kinds(resolved)).doesNotContain("problem-over");
    }

    @Test
    void aGuestThatRunsWithoutItsFunctionIsAskedForNothing() {
        fleet.web().losesAll();
        fleet.db().restartWithFunction(NIC_0);

        String conflict = fleet.reclaim(NIC_0, SHORT);

        assertHeld(conflict, "guest db1 (qemu-system-x86, process ");
        assertThat(fleet.web().running()).isTrue();
    }

    @Test
    void aConflictIsShownAlsoWhileLibvirtListsNoGuests() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        String conflict = fleet.reclaim(NIC_0, 600, 600).body().get("id").asString();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > 0);
        CountDownLatch continues = new CountDownLatch(1);
        fleet.libvirt().gate(new TestHypervisor.Gate() {
            @Override
            public void beforeList() {
                Latches.await(continues);
            }
        });

        JsonNode shown = fleet.conflict(conflict);
        assertThat(continues.getCount()).isEqualTo(1);
        assertThat(shown.get("state").asString()).isEqualTo("REQUESTING");
        assertThat(shown.get("users").findValuesAsString("guest")).isEmpty();

        continues.countDown();
        await().atMost(PATIENCE)
                .until(() -> !fleet.conflict(conflict)
                        .get("users")
                        .findValuesAsString("guest")
                        .isEmpty());
    }

    @Test
    void aProcessThatIsNoGuestIsNamed() {
        fleet.web().end();
        fleet.nic().heldBy(new Holder(99, "spdk_tgt", null, null, 5L));
        fleet.agent().lookAgain();

        String conflict = fleet.reclaim(NIC_0, SHORT);

        assertHeld(conflict, "spdk_tgt (process 99)");
        fleet.nic().heldBy();
        fleet.agent().lookAgain();
        fleet.awaitConflict(conflict, "RESOLVED");
    }

    @Test
    void aProcessThatStatesTheUuidOfAGuestThatIsOffIsNotTakenForTheGuest() {
        fleet.web().end();
        fleet.nic()
                .heldBy(new Holder(
                        99, "qemu-system-x86", "web1", fleet.web().uuid().toString(), 5L));
        fleet.agent().lookAgain();

        String conflict = fleet.reclaim(NIC_0, SHORT);

        assertHeld(conflict, "process 99");
    }

    @Test
    void aProcessThatStatesTheUuidOfAGuestThatHasReleasedTheGroupIsNotTakenForTheGuest() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        String conflict = fleet.reclaim(NIC_0, 600, 600).body().get("id").asString();
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > 0);
        fleet.nic()
                .heldBy(new Holder(
                        99, "qemu-system-x86", "web1", fleet.web().uuid().toString(), 5L));
        fleet.web().end();
        fleet.agent().lookAgain();

        awaitKind(conflict, "stranger-has-group");
        assertThat(fleet.web().commands()).isEmpty();
    }

    @Test
    void nothingIsSkippedWhileSomebodyElseHasTheGroup() {
        fleet.web().end();
        fleet.db().restartWithFunction(NIC_0);
        String conflict = fleet.reclaim(NIC_0, SHORT);
        awaitKind(conflict, "stranger-has-group");

        assertThat(fleet.steer(conflict, "skip", Map.of("reason", "no time")).problem())
                .isEqualTo("stranger-has-group");
        assertThat(fleet.steer(conflict, "extend", Map.of("reason", "patience", "seconds", 60))
                        .problem())
                .isEqualTo("stranger-has-group");
        assertThat(fleet.steer(conflict, "withdraw", Map.of("reason", "not needed"))
                        .status())
                .isEqualTo(202);
        fleet.awaitConflict(conflict, "WITHDRAWN");
        fleet.awaitState(assignment, "ACTIVE");
    }

    @Test
    void aPolicyAllowsTheRungsAgainstAnotherGuest() {
        fleet.say("/hosts/" + fleet.host() + "/policy", Map.of("strangers", "ladder"));
        fleet.web().end();
        fleet.db().behaves(GuestBehaviour.DEAF).restartWithFunction(NIC_0);

        JsonNode resolved = fleet.awaitConflict(fleet.reclaim(NIC_0, SHORT), "RESOLVED");

        assertThat(Fleet.kinds(resolved))
                .containsSubsequence("stranger-is-asked", "release-asked", "rung-shut-down", "outcome");
        assertThat(resolved.get("outcome").asString()).isEqualTo("SHUT_DOWN");
        assertThat(Fleet.text(resolved, "shutdown-asked")).contains("db1").doesNotContain("web1");
        assertThat(fleet.db().shutdownRequests()).isPositive();
        assertThat(fleet.web().commands()).isEmpty();
    }

    @Test
    void aPolicyAllowsNoRungAgainstAProcessThatIsNoGuest() {
        fleet.say("/hosts/" + fleet.host() + "/policy", Map.of("strangers", "ladder"));
        fleet.web().end();
        fleet.nic().heldBy(new Holder(99, "spdk_tgt", null, null, 5L));
        fleet.agent().lookAgain();

        assertHeld(fleet.reclaim(NIC_0, SHORT), "spdk_tgt (process 99)");
    }

    @Test
    void theGuestIsAskedAsSoonAsItHasItsFunctionAgain() {
        fleet.web().behaves(GuestBehaviour.OBEDIENT).end();
        fleet.db().restartWithFunction(NIC_0);
        String conflict = fleet.reclaim(NIC_0, SHORT);
        awaitKind(conflict, "stranger-has-group");

        fleet.libvirt().reachable(false);
        fleet.db().end();
        fleet.web().start();
        fleet.web().plug(NIC_0);
        fleet.libvirt().reachable(true);

        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(Fleet.kinds(resolved)).containsSubsequence("stranger-has-group", "release-asked", "outcome");
        assertThat(fleet.web().running()).isTrue();
    }

    @Test
    void aPlanNamesAnotherGuestThatHasTheFunctionInItsDefinition() {
        fleet.db().defines(Fleet.NVME);

        JsonNode plan = fleet.rest().post("/api/v1/plans", fleet.nvmeLoan()).body();

        assertThat(plan.get("would").asBoolean()).isTrue();
        assertThat(plan.get("warnings")
                        .valueStream()
                        .map(warning -> warning.get("type").asString()))
                .containsExactly("urn:bailiff:warning:function-in-another-guest");
        assertThat(plan.get("warnings").get(0).get("detail").asString()).contains("db1");
    }

    @Test
    void aPlanSaysThatAFenceCannotClearBusMasteringInLockdown() {
        fleet.agent().lockedDown();

        await().atMost(PATIENCE)
                .until(() -> fleet.rest()
                        .post("/api/v1/plans", fleet.nvmeLoan())
                        .body()
                        .get("warnings")
                        .valueStream()
                        .anyMatch(
                                warning -> warning.get("type").asString().equals("urn:bailiff:warning:fence-in-part")));
    }

    /** The claims wait, the user is named, and longer than all deadlines nothing is done to anybody. */
    private void assertHeld(String conflict, String user) {
        awaitKind(conflict, "stranger-has-group");
        await().during(Duration.ofSeconds(5))
                .atMost(PATIENCE)
                .until(() -> fleet.conflict(conflict).get("state").asString().equals("REQUESTING"));
        JsonNode held = fleet.conflict(conflict);
        assertThat(held.path("problem").asString("")).contains(user);
        assertThat(Fleet.text(held, "stranger-has-group")).contains(user);
        assertThat(Fleet.kinds(held))
                .containsOnlyOnce("stranger-has-group")
                .doesNotContain("release-asked", "rung-shut-down", "problem");
        assertThat(fleet.web().commands()).isEmpty();
        assertThat(fleet.web().releaseRequests()).isZero();
        assertThat(fleet.db().commands()).isEmpty();
        assertThat(fleet.hostView().get("fences")).isEmpty();
    }

    private void awaitKind(String conflict, String kind) {
        await(kind)
                .atMost(PATIENCE)
                .until(() -> Fleet.kinds(fleet.conflict(conflict)).contains(kind));
    }
}
