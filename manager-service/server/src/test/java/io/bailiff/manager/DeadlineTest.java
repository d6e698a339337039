// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupState;
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

/** What takes too long is undone. */
@Execution(ExecutionMode.CONCURRENT)
class DeadlineTest {

    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    DeadlineTest() {}

    @BeforeEach
    void host() {
        fleet = new Fleet(Managers.on(
                TestDatabase.H2, "--bailiff.assignment.detach-deadline=1s", "--bailiff.assignment.attach-deadline=1s"));
    }

    @AfterEach
    void end() throws IOException {
        fleet.close();
    }

    @Test
    void anAgentThatDoesNotDetachInTimeIsToGiveTheGroupBack() {
        fleet.nic().detaching(Move.HANGS);
        String id = fleet.lend(NIC_0);
        JsonNode failed = fleet.awaitState(id, "FAILED");
        assertThat(failed.get("reason").asString()).contains("did not report the group detached within 1 s");
        assertThat(Fleet.kinds(failed)).contains("detach-timed-out", "host-drivers-back");
    }

    @Test
    void anAgentThatIsAwayKeepsTheGroupOwnedUntilItIsBack() {
        fleet.agent().silent(true);
        String id = fleet.lend(NIC_0);
        fleet.awaitState(id, "REATTACHING");
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.loan(NIC_0)).problem())
                .isEqualTo("already-lent");
        fleet.agent().silent(false);
        fleet.awaitState(id, "FAILED");
    }

    @Test
    void aLibvirtThatStaysAwayIsWaitedForAgainBeforeTheGroupGoesBack() {
        String id = fleet.detachedWithLibvirtAway(NIC_0);
        fleet.awaitState(id, "RELEASING");
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> fleet.state(id).equals("RELEASING"));
        assertThat(fleet.nic().state()).isEqualTo(GroupState.DETACHED);
        fleet.libvirt().reachable(true);
        JsonNode failed = fleet.awaitState(id, "FAILED");
        assertThat(failed.get("reason").asString()).contains("unplugged by the test");
    }

    @Test
    void aGuestThatIsBusyForAMomentIsTriedAgain() {
        fleet.libvirt().refuseAttach(1, new HypervisorException(HypervisorException.Code.BUSY, "another job"));
        fleet.awaitState(fleet.lend(NIC_0), "ACTIVE");
    }
}
