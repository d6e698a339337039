// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReadinessTest {

    @Test
    void theReadinessNamesEachPartAndAHostWithoutAGuardLeavesTheManagerReady() throws IOException {
        RunningManager manager = Managers.on(TestDatabase.H2);
        try (Fleet fleet = new Fleet(manager)) {
            fleet.agent().guardWorks(false);
            await().until(() -> !fleet.hostView().path("guard").path("working").asBoolean(true));
            Rest.Answer answer = manager.rest().get("/actuator/health/readiness");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            JsonNode parts = answer.body().get("components");
            assertThat(parts.propertyNames())
                    .containsExactlyInAnyOrder("database", "home", "readinessState", "scheduler");
            assertThat(manager.rest()
                            .get("/actuator/health/liveness")
                            .body()
                            .get("components")
                            .propertyNames())
                    .containsExactly("livenessState");
        }
    }
}
