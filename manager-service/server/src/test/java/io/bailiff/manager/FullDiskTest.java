// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The disk of the manager's home and of its H2 database fills up, and has space again. */
@Tag("slow")
class FullDiskTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String READINESS = "/actuator/health/readiness";

    @Test
    void aFullDiskMakesTheManagerUnreadyAndSpaceMakesItReadyAgain(@TempDir Path folder) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, 24);
                // The URL of application.yml: each commit is written at once.
                RunningManager manager = new RunningManager(
                                List.of(),
                                disk.folder().resolve("home"),
                                "--bailiff.readiness.check=200ms",
                                "--bailiff.readiness.check-again=200ms")
                        .start();
                Fleet fleet = new Fleet(manager)) {
            String id = fleet.active(NIC_0);
            assertThat(manager.rest().get(READINESS).status()).isEqualTo(200);

            disk.fill();
            Rest.Answer refused = patiently().until(() -> token(manager), answer -> answer.status() != 201);
            assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
            assertThat(refused.problem()).isEqualTo("database-unavailable");
            assertThat(refused.http().headers().firstValue("Retry-After")).contains("5");
            List<Integer> statuses = IntStream.range(0, 40)
                    .mapToObj(i -> i % 2 == 0
                            ? token(manager).status()
                            : manager.rest().get("/api/v1/assignments/" + id).status())
                    .toList();
            assertThat(statuses).allMatch(status -> status == 201 || status == 200 || status == 503);
            JsonNode unready = patiently()
                    .until(() -> manager.rest().get(READINESS), answer -> answer.status() == 503)
                    .body();
            assertThat(unready.get("status").asString()).isEqualTo("DOWN");
            assertThat(reason(unready, "home")).isEqualTo("disk-full");
            assertThat(manager.rest().get("/actuator/health/liveness").status()).isEqualTo(200);

            disk.free();
            patiently().until(() -> manager.rest().get(READINESS).status() == 200);
            assertThat(token(manager).status()).isEqualTo(201);
            assertThat(fleet.state(id)).isEqualTo("ACTIVE");
            assertThat(manager.rest().delete("/api/v1/assignments/" + id).status())
                    .isEqualTo(202);
            fleet.awaitState(id, "RELEASED");
        }
    }

    /** The scheduler's threads fail, too, while the disk is full: no failure of this test's. */
    private static ConditionFactory patiently() {
        return await().dontCatchUncaughtExceptions().atMost(PATIENCE);
    }

    private static String reason(JsonNode health, String part) {
        return health.path("components")
                .path(part)
                .path("details")
                .path("reason")
                .asString("");
    }

    private static Rest.Answer token(RunningManager manager) {
        return manager.rest().post("/api/v1/join-tokens", Map.of("by", "olga", "count", 1));
    }
}
