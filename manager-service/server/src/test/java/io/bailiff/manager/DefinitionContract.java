// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.libvirt.HypervisorException.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A definition that cannot be changed costs no guest what it has, however long that lasts; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class DefinitionContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Three times the deadline after which what cannot be attached is undone. */
    private static final Duration LONG = Duration.ofSeconds(3);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    DefinitionContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void host() {
        fleet = new Fleet(Managers.on(database, "--bailiff.assignment.attach-deadline=1s"));
    }

    @AfterEach
    void end() throws IOException {
        fleet.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"BUSY", "REFUSED"})
    void aGuestThatKeepsItsFunctionsAfterAWithdrawalKeepsThemWhileItsDefinitionCannotBeChanged(Code how) {
        String id = inConflict();
        breakDefinition(how);

        withdraw();

        JsonNode active = fleet.awaitState(id, "ACTIVE");
        assertThat(active.has("problem")).isTrue();
        keepsFor(LONG, id);
        assertThat(fleet.web().releaseRequests()).isZero();
        fleet.web().definitionFails(null);
        awaitComplete(id);
        assertThat(Fleet.kinds(fleet.assignment(id)))
                .contains("definition-has-functions")
                .doesNotContain("attach-failed");
    }

    @Test
    void norDoesItLoseThemWhileLibvirtIsAway() {
        String id = inConflict();
        fleet.libvirt().reachable(false);

        withdraw();

        fleet.awaitState(id, "ATTACHING");
        await().during(LONG).atMost(PATIENCE).until(() -> fleet.state(id).equals("ATTACHING"));
        assertThat(fleet.assignment(id).has("problem")).isTrue();
        fleet.libvirt().reachable(true);
        fleet.awaitState(id, "ACTIVE");
        awaitComplete(id);
    }

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"BUSY", "REFUSED"})
    void aRunningGuestThatIsGivenFunctionsHasThemAlthoughItsDefinitionCannotBeChanged(Code how) {
        breakDefinition(how);

        String id = fleet.lend(NIC_0, NIC_1);

        assertThat(fleet.awaitState(id, "ACTIVE").has("problem")).isTrue();
        keepsFor(LONG, id);
        fleet.web().definitionFails(null);
        awaitComplete(id);
    }

    @Test
    void aGuestThatIsOffHasNothingIfItsDefinitionCannotBeChanged() {
        fleet.web().end();
        breakDefinition(Code.REFUSED);

        fleet.awaitState(fleet.lend(NIC_0), "FAILED");
    }

    @Test
    void aGuestThatWasTurnedOffDuringTheConflictIsStillOwedItsFunctions() {
        String id = inConflict();
        fleet.agent().silent(true);
        fleet.web().end();
        await().atMost(PATIENCE).until(() -> Fleet.kinds(fleet.assignment(id)).contains("guest-without-functions"));
        breakDefinition(Code.REFUSED);

        withdraw();
        fleet.agent().silent(false);

        fleet.awaitState(id, "ACTIVE");
        await().during(LONG).atMost(PATIENCE).until(() -> fleet.state(id).equals("ACTIVE"));
        assertThat(fleet.assignment(id).has("problem")).isTrue();
        fleet.web().definitionFails(null);
        await().atMost(PATIENCE).until(() -> fleet.web().seen().definedDevices().size() == 2);
        assertThat(fleet.web().start().seen().liveDevices()).hasSize(2);
    }

    @Test
    void aGuestThatWasStartedWithoutThemBecauseItsDefinitionLackedThemGetsThem() {
        breakDefinition(Code.REFUSED);
        String id = fleet.lend(NIC_0, NIC_1);
        fleet.awaitState(id, "ACTIVE");
        fleet.web().end();
        fleet.web().start();
        await().atMost(PATIENCE).until(() -> fleet.web().seen().liveDevices().size() == 2);
        assertThat(fleet.assignment(id).has("problem")).isTrue();
        fleet.web().definitionFails(null);
        awaitComplete(id);
    }

    @Test
    void aLoanWhoseDefinitionIsPendingIsGivenBackLikeAnyOther() {
        breakDefinition(Code.REFUSED);
        String id = fleet.lend(NIC_0);
        fleet.awaitState(id, "ACTIVE");
        fleet.rest().delete("/api/v1/assignments/" + id);
        fleet.awaitState(id, "RELEASED");
    }

    /** A guest that does not release, and whose definition has lost its functions already. */
    private String inConflict() {
        fleet.web().behaves(GuestBehaviour.DEAF);
        String id = fleet.active(NIC_0, NIC_1);
        fleet.reclaim(NIC_0, Map.of("releaseDeadlineSeconds", 600));
        await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > 0);
        assertThat(fleet.web().seen().definedDevices()).isEmpty();
        return id;
    }

    private void breakDefinition(Code how) {
        fleet.web().definitionFails(how);
    }

    private void withdraw() {
        String conflict = fleet.awaitTheConflict();
        assertThat(fleet.steer(conflict, "withdraw", Map.of("reason", "wrong NIC"))
                        .status())
                .isEqualTo(202);
        fleet.awaitConflict(conflict, "WITHDRAWN");
        fleet.web().forgetRequests();
    }

    private void keepsFor(Duration time, String id) {
        await().during(time)
                .atMost(PATIENCE)
                .until(() -> fleet.state(id).equals("ACTIVE")
                        && fleet.web().seen().liveDevices().size() == 2);
    }

    private void awaitComplete(String id) {
        await().atMost(PATIENCE)
                .until(() -> fleet.web().seen().definedDevices().size() == 2
                        && !fleet.assignment(id).has("problem"));
        assertThat(fleet.state(id)).isEqualTo("ACTIVE");
        assertThat(fleet.web().seen().liveDevices()).hasSize(2);
    }
}
