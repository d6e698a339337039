// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.manager.FakeGroup.Move;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** How assignments come and go; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class LifecycleContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    LifecycleContract(TestDatabase database) {
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

    @Test
    void aGroupThatTheHostKeepsOnVfioDriversIsLentAndReturnedToTheseDrivers() {
        fleet.nic().keptOnVfio();
        fleet.agent().report();

        String id = fleet.active(NIC_0);
        assertThat(fleet.rest().delete("/api/v1/assignments/" + id + "?by=bob").status())
                .isEqualTo(202);

        fleet.awaitState(id, "RELEASED");
        assertThat(fleet.nic().state()).isEqualTo(GroupState.DETACHED);
    }

    @Test
    void aRunningGuestGetsAFunctionAndReleasesIt() {
        String id = fleet.active(NIC_0);
        assertThat(fleet.nic().state()).isEqualTo(GroupState.DETACHED);
        assertThat(fleet.web().seen().liveDevices()).singleElement().satisfies(device -> {
            assertThat(device.address()).isEqualTo(NIC_0);
            assertThat(device.alias()).hasValue("ua-bailiff-" + id.substring(0, 8) + "-0000-02-01-0");
            assertThat(device.managed()).isFalse();
        });
        assertThat(fleet.web().seen().definedDevices()).hasSize(1);

        assertThat(fleet.rest().delete("/api/v1/assignments/" + id + "?by=bob").status())
                .isEqualTo(202);
        JsonNode released = fleet.awaitState(id, "RELEASED");
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
        assertThat(fleet.web().seen().liveDevices()).isEmpty();
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
        assertThat(fleet.web().running()).isTrue();
        assertThat(Fleet.kinds(released))
                .containsExactly(
                        "assignment-requested",
                        "detach-ordered",
                        "group-detached",
                        "guest-has-functions",
                        "release-requested",
                        "release-asked",
                        "functions-returned",
                        "guest-without-functions",
                        "group-free",
                        "reattach-ordered",
                        "host-drivers-back",
                        "assignment-released");
        assertThat(Fleet.text(released, "assignment-requested")).contains("web1", NIC_0, NIC_1);
        assertThat(Fleet.text(released, "host-drivers-back")).contains(NIC_0 + " on e1000", NIC_1 + " on e1000");
        assertThat(released.get("reason").asString()).contains("bob");
    }

    @Test
    void aGuestThatIsOffGetsItInItsDefinition() {
        fleet.web().end();
        String id = fleet.active(NIC_0, NIC_1);
        assertThat(fleet.web().seen().liveDevices()).isEmpty();
        assertThat(fleet.web().seen().definedDevices()).hasSize(2);
        fleet.rest().delete("/api/v1/assignments/" + id);
        fleet.awaitState(id, "RELEASED");
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
        assertThat(fleet.web().releaseRequests()).isZero();
    }

    @Test
    void aLentGroupIsNotLentAgainBeforeItIsReattached() {
        String id = fleet.active(NIC_0);
        Rest.Answer second = fleet.rest().post("/api/v1/assignments", fleet.loan(NIC_1));
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.problem()).isEqualTo("already-lent");
        assertThat(second.body().get("assignment").asString()).isEqualTo(id);
        fleet.rest().delete("/api/v1/assignments/" + id);
        fleet.awaitState(id, "RELEASED");
        String next = fleet.active(NIC_1);
        assertThat(next).isNotEqualTo(id);
    }

    @Test
    void aDetachThatFailsChangesNothing() {
        fleet.nic().detaching(Move.FAILS);
        JsonNode failed = fleet.awaitState(fleet.lend(NIC_0), "FAILED");
        assertThat(failed.get("reason").asString()).contains("the test wants it to fail");
        assertThat(fleet.web().seen().liveDevices()).isEmpty();
        fleet.nic().detaching(Move.WORKS);
        fleet.active(NIC_0);
    }

    @Test
    void aDetachThatSticksKeepsTheGroupUntilItIsBackWithTheHost() {
        fleet.nic().detaching(Move.STICKS).reattaching(Move.STICKS);
        String id = fleet.lend(NIC_0);
        fleet.awaitState(id, "REATTACHING");
        await().atMost(PATIENCE)
                .until(() -> fleet.assignment(id).path("problem").asString("").contains("the test wants it to stick"));
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.loan(NIC_0)).problem())
                .isEqualTo("already-lent");
        fleet.nic().reattaching(Move.WORKS);
        fleet.agent().lookAgain();
        fleet.awaitState(id, "FAILED");
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
    }

    @Test
    void aPartialAttachIsUndone() {
        fleet.libvirt()
                .refuseAttach(
                        2, new HypervisorException(HypervisorException.Code.REFUSED, "no more slots in the guest"));
        JsonNode failed = fleet.awaitState(fleet.lend(NIC_0, NIC_1), "FAILED");
        assertThat(failed.get("reason").asString()).contains("no more slots in the guest");
        assertThat(Fleet.kinds(failed)).contains("attach-failed", "release-asked", "host-drivers-back");
        assertThat(fleet.web().seen().liveDevices()).isEmpty();
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
    }

    @Test
    void libvirtThatIsAwayWhileTheGuestIsGivenAFunctionIsWaitedFor() {
        String id = fleet.detachedWithLibvirtAway(NIC_0);
        fleet.awaitState(id, "ATTACHING");
        await().atMost(PATIENCE)
                .until(() -> fleet.assignment(id).path("problem").asString("").contains("unplugged"));
        fleet.libvirt().reachable(true);
        fleet.awaitState(id, "ACTIVE");
    }

    @Test
    void aReattachThatFailsKeepsTheGroupAndIsTriedAgainByAnotherOperation() {
        String id = fleet.active(NIC_0);
        fleet.nic().reattaching(Move.FAILS);
        fleet.rest().delete("/api/v1/assignments/" + id);
        await().atMost(PATIENCE).until(() -> fleet.agent().operations().size() >= 4);
        assertThat(fleet.state(id)).isEqualTo("REATTACHING");
        assertThat(fleet.assignment(id).get("problem").asString()).contains("the test wants it to fail");
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.loan(NIC_0)).problem())
                .isEqualTo("already-lent");
        fleet.nic().reattaching(Move.WORKS);
        JsonNode released = fleet.awaitState(id, "RELEASED");
        assertThat(Fleet.kinds(released)).contains("reattach-failed", "host-drivers-back");
        assertThat(fleet.agent().operations()).doesNotHaveDuplicates();
    }

    @Test
    void aGuestThatIgnoresTheRequestIsAskedAgainAndNeverShutDown() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        fleet.rest().delete("/api/v1/assignments/" + id);
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() >= 3);
        assertThat(fleet.state(id)).isEqualTo("RELEASING");
        assertThat(fleet.web().shutdownRequests()).isZero();
        assertThat(fleet.web().running()).isTrue();
        fleet.web().behaves(GuestBehaviour.OBEDIENT);
        fleet.awaitState(id, "RELEASED");
    }

    @Test
    void releasedMeansThatNoProcessHasTheGroupOpen() {
        fleet.web().lingering();
        String id = fleet.active(NIC_0);
        fleet.rest().delete("/api/v1/assignments/" + id);
        await().atMost(PATIENCE)
                .until(() -> fleet.assignment(id)
                        .path("problem")
                        .asString("")
                        .contains("guest web1 (qemu-system-x86, process "));
        assertThat(fleet.state(id)).isEqualTo("RELEASING");
        assertThat(fleet.nic().state()).isEqualTo(GroupState.DETACHED);
        fleet.web().closeLingering();
        fleet.awaitState(id, "RELEASED");
    }

    @Test
    void anUnknownUseIsNotFree() {
        String id = fleet.active(NIC_0);
        fleet.nic().used(GroupUse.State.UNKNOWN);
        fleet.rest().delete("/api/v1/assignments/" + id);
        await().atMost(PATIENCE)
                .until(() -> fleet.assignment(id).path("problem").asString("").contains("UNKNOWN"));
        assertThat(fleet.state(id)).isEqualTo("RELEASING");
        fleet.nic().used(null);
        fleet.agent().lookAgain();
        fleet.awaitState(id, "RELEASED");
    }

    @Test
    void aGroupThatHasGotAMemberWhileItWasLentComesBack() {
        String id = fleet.active(NIC_0);
        fleet.nic().endpoint("0000:02:01.2", "e1000");
        fleet.agent().lookAgain();
        fleet.rest().delete("/api/v1/assignments/" + id);
        JsonNode released = fleet.awaitState(id, "RELEASED");
        assertThat(Fleet.text(released, "host-drivers-back")).contains("0000:02:01.0 on e1000, 0000:02:01.1 on e1000");
    }

    @Test
    void anOldReportDoesNotSayThatTheGroupIsFree() {
        // The last report before the agent fell silent was made before the guest had anything: it says FREE.
        fleet.nic().used(GroupUse.State.FREE);
        String id = fleet.active(NIC_0);
        fleet.agent().silent(true);
        fleet.rest().delete("/api/v1/assignments/" + id);
        await().atMost(PATIENCE).until(() -> Fleet.kinds(fleet.assignment(id)).contains("guest-without-functions"));
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> fleet.state(id).equals("RELEASING"));
        fleet.agent().silent(false);
        fleet.awaitState(id, "RELEASED");
    }

    @Test
    void theGroupOfAnEndedTransientGuestIsReattached() {
        fleet.web().asTransient();
        String id = fleet.active(NIC_0);
        fleet.web().end();
        JsonNode released = fleet.awaitState(id, "RELEASED");
        assertThat(Fleet.kinds(released)).contains("guest-gone", "host-drivers-back");
    }

    @Test
    void aPersistentGuestThatIsOffKeepsItsGroup() {
        String id = fleet.active(NIC_0);
        fleet.web().end();
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> fleet.state(id).equals("ACTIVE"));
        fleet.web().start();
        assertThat(fleet.web().seen().liveDevices()).hasSize(1);
    }

    @Test
    void aGuestWhoseLibvirtIsAwayIsNotGone() {
        fleet.web().asTransient();
        String id = fleet.active(NIC_0);
        fleet.libvirt().reachable(false);
        await().atMost(PATIENCE)
                .until(() -> fleet.assignment(id).path("problem").asString("").contains("unplugged"));
        assertThat(fleet.state(id)).isEqualTo("ACTIVE");
        fleet.libvirt().reachable(true);
        await().atMost(PATIENCE)
                .until(() -> fleet.assignment(id).path("problem").isMissingNode());
    }

    @Test
    void afterABootTheAgentDetachesTheGroupAgain() {
        String id = fleet.active(NIC_0);
        fleet.web().end();
        fleet.nic().renumbered(42);
        fleet.agent().reboot();
        await().atMost(PATIENCE).until(() -> fleet.nic().state() == GroupState.DETACHED);
        assertThat(fleet.state(id)).isEqualTo("ACTIVE");
        assertThat(fleet.agent().operations()).hasSize(2);
    }

    @Test
    void afterABootAFailedDetachIsRepeated() {
        String id = fleet.active(NIC_0);
        fleet.web().end();
        fleet.nic().detaching(Move.FAILS);
        fleet.agent().reboot();
        await().atMost(PATIENCE).until(() -> fleet.agent().operations().size() >= 4);
        assertThat(fleet.state(id)).isEqualTo("ACTIVE");
        assertThat(fleet.assignment(id).get("problem").asString()).contains("the test wants it to fail");
        fleet.nic().detaching(Move.WORKS);
        await().atMost(PATIENCE)
                .until(() -> fleet.assignment(id).path("problem").isMissingNode());
        assertThat(fleet.nic().state()).isEqualTo(GroupState.DETACHED);
        assertThat(fleet.agent().operations()).doesNotHaveDuplicates();
        assertThat(Fleet.kinds(fleet.assignment(id))).contains("detach-failed").containsOnlyOnce("problem-over");
    }

    @Test
    void afterABootThatHasChangedTheGroupTheRecordSaysWhatHasChanged() {
        String id = fleet.active(NIC_0);
        fleet.web().end();
        fleet.nic().endpoint("0000:02:02.0", "e1000").becomes(NIC_1, "10d3");
        fleet.agent().reboot();
        await().atMost(PATIENCE)
                .until(() ->
                        fleet.assignment(id).path("problem").asString("").contains("DELETE /api/v1/assignments/" + id));
        assertThat(fleet.assignment(id).get("problem").asString())
                .contains("0000:02:02.0 is now also in this group")
                .contains(NIC_1 + " is another device now (8086:10d3:1af4:1100, was 8086:100e:1af4:1100)");
        assertThat(fleet.state(id)).isEqualTo("ACTIVE");
        assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
        fleet.rest().delete("/api/v1/assignments/" + id);
        fleet.awaitState(id, "RELEASED");
    }

    @Test
    void anAssignmentCanBeReleasedBeforeTheGroupIsDetached() {
        fleet.nic().detaching(Move.HANGS);
        String id = fleet.lend(NIC_0);
        fleet.awaitState(id, "DETACHING");
        fleet.rest().delete("/api/v1/assignments/" + id);
        fleet.awaitState(id, "RELEASED");
        assertThat(fleet.web().seen().liveDevices()).isEmpty();
    }

    @Test
    void aSecondReleaseChangesNothing() {
        String id = fleet.active(NIC_0);
        assertThat(fleet.rest().delete("/api/v1/assignments/" + id).status()).isEqualTo(202);
        assertThat(fleet.rest().delete("/api/v1/assignments/" + id).status()).isIn(202, 200);
        JsonNode released = fleet.awaitState(id, "RELEASED");
        assertThat(Fleet.kinds(released)).containsOnlyOnce("release-requested");
        assertThat(fleet.rest().delete("/api/v1/assignments/" + id).status()).isEqualTo(200);
    }
}
