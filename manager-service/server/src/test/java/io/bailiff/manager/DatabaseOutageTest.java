// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.sim.GuestBehaviour;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away while a guest is being asked, and comes back. */
@Tag("slow")
class DatabaseOutageTest {

    /** A step whose end could not be written down is taken up again after six missed heartbeats. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path data;

    @TempDir
    private Path home;

    @Test
    void aConflictGoesOnWhenTheDatabaseIsBack() throws Exception {
        EmbeddedPostgres server = start(0);
        int port = server.getPort();
        try (RunningManager manager = new RunningManager(
                                List.of(
                                        "--spring.datasource.url=" + server.getJdbcUrl("postgres", "postgres"),
                                        "--spring.datasource.username=postgres"),
                                home,
                                "--db-scheduler.heartbeat-interval=1s",
                                "--spring.datasource.hikari.connection-timeout=1000")
                        .start();
                Fleet fleet = new Fleet(manager)) {
            fleet.web().behaves(GuestBehaviour.DEAF);
            String id = fleet.active(NIC_0);
            String conflict = fleet.reclaim(NIC_0, Map.of("releaseDeadlineSeconds", 3, "shutdownDeadlineSeconds", 600));
            await().atMost(PATIENCE).until(() -> fleet.web().releaseRequests() > 0);

            server.close();
            Rest.Answer refused = await().atMost(PATIENCE)
                    .until(() -> fleet.rest().get("/api/v1/conflicts/" + conflict), answer -> answer.status() >= 500);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.problem()).isEqualTo("database-unavailable");
            await().atMost(PATIENCE)
                    .until(() -> fleet.rest().get("/actuator/health/readiness").status() == 503);
            await().during(Duration.ofSeconds(5))
                    .atMost(PATIENCE)
                    .until(() -> fleet.web().shutdownRequests() == 0);

            server = start(port);
            await().atMost(PATIENCE)
                    .until(() -> fleet.rest().get("/actuator/health/readiness").status() == 200);
            fleet.awaitConflict(conflict, "RESOLVED");
            fleet.awaitState(id, "EVICTED");
            assertThat(fleet.web().shutdownRequests()).isEqualTo(1);
            assertThat(fleet.nic().state()).isEqualTo(GroupState.WITH_HOST);
            assertThat(fleet.conflicts()).hasSize(1);
        } finally {
            server.close();
        }
    }

    private EmbeddedPostgres start(int port) throws IOException {
        return EmbeddedPostgresServer.builder(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }
}
