// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupUse.Holder;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An assignment shows where the host differs from it; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class DriftContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private Fleet fleet;
    private String assignment;

    @SuppressWarnings("NullAway.Init")
    DriftContract(TestDatabase database) {
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
    void aGuestThatRunsWithoutItsFunctionIsADifference() {
        fleet.web().losesAll();

        awaitDrift("web1 runs without " + NIC_0);
        fleet.web().plug(NIC_0);
        awaitNoDrift();
        assertThat(Fleet.kinds(fleet.assignment(assignment))).containsSubsequence("drift", "drift-over");
    }

    @Test
    void aGuestThatIsOffIsNoDifference() {
        fleet.web().end();
        fleet.agent().lookAgain();

        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> drift().isEmpty());
    }

    @Test
    void anotherGuestWithTheFunctionIsADifferenceWhileTheOwnGuestIsOff() {
        fleet.web().end();
        fleet.db().restartWithFunction(NIC_0);
        fleet.agent().lookAgain();

        awaitDrift("guest db1 (qemu-system-x86, process ");
        fleet.db().end();
        fleet.agent().lookAgain();
        awaitNoDrift();
    }

    @Test
    void aProcessThatIsNoGuestIsADifference() {
        fleet.nic().heldBy(new Holder(99, "spdk_tgt", null, null, 5L));
        fleet.agent().lookAgain();

        awaitDrift("spdk_tgt (process 99) has the group");
    }

    private String drift() {
        return fleet.assignment(assignment).path("drift").asString("");
    }

    private void awaitDrift(String text) {
        await(text).atMost(PATIENCE).until(() -> drift().contains(text));
    }

    private void awaitNoDrift() {
        await("no drift").atMost(PATIENCE).until(() -> drift().isEmpty());
    }
}
