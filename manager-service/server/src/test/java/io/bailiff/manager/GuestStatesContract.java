// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.sim.GuestBehaviour;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Each rung fits the state of the guest, and the outcome says what the conflict has cost; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class GuestStatesContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than any test lasts. */
    private static final Map<String, Object> LONG =
            Map.of("releaseDeadlineSeconds", 3600, "shutdownDeadlineSeconds", 3600, "destroyDeadlineSeconds", 3600);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    GuestStatesContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void lend() {
        fleet = new Fleet(Managers.on(database));
        fleet.active(NIC_0);
    }

    @AfterEach
    void stop() throws IOException {
        fleet.close();
        assertThat(fleet.agent().failures()).isEmpty();
    }

    @Test
    void aPausedGuestIsResumedAndThenAnswers() {
        fleet.web().pause();

        JsonNode resolved = fleet.awaitConflict(fleet.reclaim(NIC_0, LONG), "RESOLVED");

        assertThat(Fleet.kinds(resolved)).containsSubsequence("guest-resumed", "release-asked", "outcome");
        assertThat(resolved.get("outcome").asString()).isEqualTo("RELEASED");
        assertThat(fleet.web().running()).isTrue();
    }

    @Test
    void aGuestThatSleepsIsWokenAndThenAnswers() {
        fleet.web().sleep();

        JsonNode resolved = fleet.awaitConflict(fleet.reclaim(NIC_0, LONG), "RESOLVED");

        assertThat(Fleet.kinds(resolved)).containsSubsequence("guest-resumed", "release-asked", "outcome");
        assertThat(fleet.web().running()).isTrue();
    }

    @Test
    void aPausedGuestThatMayNotBeResumedIsDestroyedAtOnce() {
        fleet.say("/hosts/" + fleet.host() + "/policy", Map.of("pausedGuest", "skip"));
        fleet.web().pause();

        JsonNode resolved = fleet.awaitConflict(fleet.reclaim(NIC_0, LONG), "RESOLVED");

        assertThat(Fleet.kinds(resolved))
                .containsSubsequence("rung-shut-down", "rung-destroy", "guest-terminated", "outcome")
                .doesNotContain("release-asked", "shutdown-asked", "guest-resumed");
        assertThat(resolved.get("outcome").asString()).isEqualTo("DESTROYED");
        assertThat(Fleet.text(resolved, "rung-shut-down")).contains("is paused and cannot answer");
    }

    @Test
    void aPausedGuestThatMayNeitherBeResumedNorShutDownKeepsTheGroup() {
        fleet.say("/hosts/" + fleet.host() + "/policy", Map.of("pausedGuest", "skip", "shutdown", "never"));
        fleet.web().pause();

        String conflict = fleet.reclaim(NIC_0, LONG);

        assertThat(fleet.awaitConflict(conflict, "DENIED").get("outcome").asString())
                .isEqualTo("DENIED");
        assertThat(fleet.web().suspended()).isTrue();
    }

    @Test
    void aCrashedGuestIsDestroyedAtOnce() {
        fleet.web().crash();

        JsonNode resolved = fleet.awaitConflict(fleet.reclaim(NIC_0, LONG), "RESOLVED");

        assertThat(Fleet.kinds(resolved)).doesNotContain("release-asked", "shutdown-asked");
        assertThat(resolved.get("outcome").asString()).isEqualTo("DESTROYED");
        assertThat(Fleet.text(resolved, "rung-shut-down")).contains("has crashed");
    }

    @Test
    void aGuestThatIsShuttingDownByItselfIsWaitedFor() {
        fleet.web().behaves(GuestBehaviour.FIRMWARE).powerOff();
        String conflict = fleet.reclaim(NIC_0, LONG);
        await().atMost(PATIENCE)
                .until(() -> Fleet.kinds(fleet.conflict(conflict)).contains("release-asked"));

        fleet.web().end();

        assertThat(fleet.awaitConflict(conflict, "RESOLVED").get("outcome").asString())
                .isEqualTo("RELEASED");
        assertThat(fleet.web().commands()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, RELEASED", "1, SHUT_DOWN", "2, DESTROYED"})
    void theOutcomeSaysWhichRungHasEndedAGuestThatGoesOffInItsMiddle(int skips, String outcome) {
        fleet.web().behaves(GuestBehaviour.STOPPED);
        String conflict = fleet.reclaim(NIC_0, LONG);
        for (int skip = 0; skip < skips; skip++) {
            assertThat(fleet.steer(conflict, "skip", Map.of("reason", "no time"))
                            .status())
                    .isEqualTo(202);
        }
        String asked = new String[] {"release-asked", "shutdown-asked", "guest-terminated"}[skips];
        await().atMost(PATIENCE)
                .until(() -> Fleet.kinds(fleet.conflict(conflict)).contains(asked));

        fleet.web().end();

        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");
        assertThat(resolved.get("outcome").asString()).isEqualTo(outcome);
        assertThat(Fleet.text(resolved, "outcome")).contains("web1 is off.");
    }

    @Test
    void aGuestThatTheConflictHasShutDownIsStartedAgainIfAPolicySaysSo() {
        fleet.say("/hosts/" + fleet.host() + "/policy", Map.of("guestAfterwards", "start"));
        fleet.web().behaves(GuestBehaviour.DEAF);
        String conflict = fleet.reclaim(NIC_0, 1, 3600).body().get("id").asString();

        JsonNode resolved = fleet.awaitConflict(conflict, "RESOLVED");

        assertThat(Fleet.kinds(resolved)).containsSubsequence("outcome", "guest-start-ordered", "conflict-resolved");
        assertThat(resolved.get("outcome").asString()).isEqualTo("SHUT_DOWN");
        assertThat(fleet.web().running()).isTrue();
        assertThat(fleet.web().seen().liveDevices()).isEmpty();
    }

    @Test
    void aGuestThatReleasesTheGroupIsNotStarted() {
        fleet.say("/hosts/" + fleet.host() + "/policy", Map.of("guestAfterwards", "start"));

        JsonNode resolved = fleet.awaitConflict(fleet.reclaim(NIC_0, LONG), "RESOLVED");

        assertThat(Fleet.kinds(resolved)).doesNotContain("guest-start-ordered");
        assertThat(resolved.get("outcome").asString()).isEqualTo("RELEASED");
    }
}
