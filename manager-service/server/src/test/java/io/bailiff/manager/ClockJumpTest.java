// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.sim.GuestBehaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of the manager's machine is set while a guest is being asked. */
class ClockJumpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AtomicReference<Duration> wrong = new AtomicReference<>(Duration.ZERO);

    @Test
    void aClockThatIsSetMakesNobodyLateAndNothingWait(@TempDir Path home) throws Exception {
        try (RunningManager manager = new RunningManager(TestDatabase.H2, home)
                        .wall(() -> Instant.now().plus(wrong.get()))
                        .start();
                Fleet fleet = new Fleet(manager)) {
            fleet.web().behaves(GuestBehaviour.DEAF);
            fleet.active(NIC_0);
            String conflict = fleet.reclaim(NIC_0, Map.of("releaseDeadlineSeconds", 600));
            await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > 0);

            wrong.set(Duration.ofHours(2));
            int asked = fleet.web().releaseRequests();
            await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > asked + 3);
            assertThat(fleet.conflict(conflict).get("state").asString()).isEqualTo("REQUESTING");
            Instant deadline =
                    Instant.parse(fleet.conflict(conflict).get("deadline").asString());
            assertThat(Duration.between(Instant.now().plus(wrong.get()), deadline))
                    .as("what is left of it, by the clock as it shows now")
                    .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));

            wrong.set(Duration.ofHours(-2));
            int askedThen = fleet.web().releaseRequests();
            await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > askedThen + 3);
            fleet.web().behaves(GuestBehaviour.OBEDIENT);
            fleet.awaitConflict(conflict, "RESOLVED");
            assertThat(fleet.web().shutdownRequests()).isZero();
        }
    }
}
