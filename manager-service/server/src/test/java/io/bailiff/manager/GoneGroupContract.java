// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.FakeGroup.Move;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** Every function of a lent group leaves the host; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class GoneGroupContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    GoneGroupContract(TestDatabase database) {
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
    void anAssignmentEndsWithItsFunctionsAndTheDefinitionIsCleanedUp() {
        String id = fleet.active(NIC_0, NIC_1);
        fleet.web().end();
        assertThat(fleet.web().seen().definedDevices()).hasSize(2);

        remove();

        JsonNode released = fleet.awaitState(id, "RELEASED");
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
        assertThat(Fleet.kinds(released))
                .containsSubsequence(
                        "group-gone", "group-free", "reattach-ordered", "group-gone", "assignment-released")
                .doesNotContain("reattach-failed", "host-drivers-back");
        assertThat(Fleet.text(released, "group-gone")).contains(NIC_0, NIC_1);
        assertThat(released.get("reason").asString()).contains(NIC_0);
    }

    @Test
    void aRunningGuestLosesItsFunctionsAndRunsOn() {
        String id = fleet.active(NIC_0);

        remove();

        fleet.awaitState(id, "RELEASED");
        assertThat(fleet.web().seen().liveDevices()).isEmpty();
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
        assertThat(fleet.web().running()).isTrue();
    }

    @Test
    void functionsThatGoDuringTheReleaseEndTheAssignment() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0);
        fleet.rest().delete("/api/v1/assignments/" + id + "?by=bob");
        fleet.awaitState(id, "RELEASING");

        remove();
        fleet.web().end();

        JsonNode released = fleet.awaitState(id, "RELEASED");
        assertThat(released.get("reason").asString()).contains("bob");
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
    }

    @Test
    void functionsThatGoDuringTheReattachEndTheAssignment() {
        fleet.nic().reattaching(Move.HANGS);
        String id = fleet.active(NIC_0);
        fleet.rest().delete("/api/v1/assignments/" + id);
        fleet.awaitState(id, "REATTACHING");

        fleet.nic().reattaching(Move.WORKS);
        remove();

        assertThat(Fleet.kinds(fleet.awaitState(id, "RELEASED")))
                .contains("group-gone")
                .doesNotContain("reattach-failed", "host-drivers-back");
    }

    @Test
    void afterABootWithoutTheFunctionsAnAssignmentCanBeReleased() {
        String id = fleet.active(NIC_0);
        fleet.web().end();
        fleet.nic().removed();
        fleet.agent().reboot();
        await().atMost(PATIENCE)
                .until(() ->
                        fleet.assignment(id).path("problem").asString("").contains("DELETE /api/v1/assignments/" + id));
        assertThat(fleet.state(id)).isEqualTo("ACTIVE");

        fleet.rest().delete("/api/v1/assignments/" + id);

        assertThat(Fleet.kinds(fleet.awaitState(id, "RELEASED"))).contains("group-gone", "assignment-released");
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
    }

    @Test
    void aReattachThatABootInterruptsEndsWithoutTheFunctions() {
        fleet.nic().reattaching(Move.HANGS);
        String id = fleet.active(NIC_0);
        fleet.rest().delete("/api/v1/assignments/" + id);
        fleet.awaitState(id, "REATTACHING");

        fleet.nic().removed();
        fleet.agent().reboot();

        assertThat(Fleet.kinds(fleet.awaitState(id, "RELEASED"))).contains("group-gone");
    }

    @Test
    void anIncompleteReportIsNoProofThatTheFunctionsAreGone() {
        String id = fleet.active(NIC_0);
        fleet.web().end();
        fleet.nic().removed();
        fleet.agent().problem("IOMMU group 7: no member could be read");
        fleet.agent().reboot();
        fleet.rest().delete("/api/v1/assignments/" + id);

        await().atMost(PATIENCE)
                .until(() -> fleet.assignment(id).path("problem").asString("").contains("no longer reports the group"));
        assertThat(fleet.state(id)).isEqualTo("RELEASING");

        fleet.agent().problem(null);
        fleet.awaitState(id, "RELEASED");
    }

    @Test
    void functionsThatGoBeforeTheDetachFailTheAssignment() {
        fleet.nic().detaching(Move.HANGS);
        String id = fleet.lend(NIC_0);
        fleet.awaitState(id, "DETACHING");

        remove();

        assertThat(Fleet.kinds(fleet.awaitState(id, "FAILED"))).contains("detach-failed", "group-gone");
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
    }

    private void remove() {
        fleet.nic().removed();
        fleet.agent().lookAgain();
    }
}
