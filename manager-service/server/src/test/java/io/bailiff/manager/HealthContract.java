// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NVME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HealthEvent.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Functions with a health event are not lent before an operator acknowledges the event; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class HealthContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    HealthContract(TestDatabase database) {
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
    void anEventIsShownWithTheHostTheGroupAndTheAssignmentAndIsOnRecord() {
        String assignment = fleet.lend(NIC_0);

        HealthEvent event = fleet.agent().defect(NIC_0, Kind.RECOVERED);

        JsonNode listed = only(health());
        assertThat(listed.get("id").asString()).isEqualTo(event.id());
        assertThat(listed.get("function").asString()).isEqualTo(NIC_0);
        assertThat(listed.get("kind").asString()).isEqualTo("RECOVERED");
        assertThat(listed.get("count").asInt()).isEqualTo(1);
        assertThat(listed.has("acknowledgement")).isFalse();
        JsonNode group = fleet.rest()
                .get("/api/v1/hosts/" + fleet.host() + "/groups/"
                        + fleet.nic().fingerprint().value())
                .body();
        assertThat(only(group.get("health")).get("id").asString()).isEqualTo(event.id());
        JsonNode shown = fleet.rest().get("/api/v1/assignments/" + assignment).body();
        assertThat(only(shown.get("health")).get("id").asString()).isEqualTo(event.id());
        assertThat(kinds(shown.get("timeline"))).containsOnlyOnce("function-health");
        assertThat(kinds(record())).containsOnlyOnce("function-health");
    }

    @Test
    void aRepeatedReportOfAnEventIsRecordedOnceAndAFurtherDefectOnceMore() {
        fleet.agent().defect(NVME, Kind.RECOVERY_BEGUN);
        fleet.agent().report();
        assertThat(kinds(record())).containsOnlyOnce("function-health");

        fleet.agent().defect(NVME, Kind.RECOVERY_BEGUN);

        assertThat(kinds(record()).stream().filter("function-health"::equals)).hasSize(2);
        assertThat(only(health()).get("count").asInt()).isEqualTo(2);
        assertThat(only(health()).get("detail").asString()).isEqualTo("seen\\u000aagain");
    }

    @Test
    void aFunctionWithAnEventIsRefusedAndTheRefusalSaysHowToAcknowledge() {
        fleet.agent().defect(NVME, Kind.STOPPED_ANSWERING);

        Rest.Answer refused = fleet.rest().post("/api/v1/assignments", fleet.nvmeLoan());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.problem()).isEqualTo("group-refused");
        assertThat(refused.body().get("refusals").get(0).get("code").asString()).isEqualTo("HEALTH_EVENT");
        assertThat(refused.body().get("remedy").asString()).contains("POST " + path(NVME));
        JsonNode plan = fleet.rest().post("/api/v1/plans", fleet.nvmeLoan()).body();
        assertThat(plan.get("would").asBoolean()).isFalse();
        assertThat(only(plan.get("refused")).get("remedy").asString()).contains("POST " + path(NVME));
    }

    @Test
    void anAcknowledgementReachesTheAgentAndTheFunctionIsLentAgain() {
        HealthEvent event = fleet.agent().defect(NVME, Kind.REMOVED);

        Rest.Answer acknowledged = acknowledge(NVME);

        assertThat(acknowledged.status()).isEqualTo(200);
        assertThat(only(acknowledged.items()).get("id").asString()).isEqualTo(event.id());
        await().atMost(PATIENCE).until(() -> health().isEmpty());
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.nvmeLoan()).status())
                .isEqualTo(202);
        JsonNode entry = record().valueStream()
                .filter(known -> known.get("kind").asString().equals("function-health-acknowledged"))
                .findFirst()
                .orElseThrow();
        assertThat(entry.get("actor").asString()).startsWith("alice from ");
        assertThat(entry.get("text").asString()).contains(NVME, "cable replaced");
        fleet.agent().report();
        assertThat(fleet.rest().get("/api/v1/hosts/" + fleet.host() + "/health").items())
                .isEmpty();
    }

    @Test
    void aFurtherDefectIsNotCoveredByAnEarlierAcknowledgement() {
        fleet.agent().defect(NVME, Kind.RECOVERED);
        acknowledge(NVME);
        await().atMost(PATIENCE).until(() -> health().isEmpty());

        fleet.agent().defect(NVME, Kind.RECOVERED);

        assertThat(only(health()).has("acknowledgement")).isFalse();
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.nvmeLoan()).problem())
                .isEqualTo("group-refused");
    }

    @Test
    void anEventOfAnEarlierBootStays() {
        HealthEvent event = fleet.agent().defect(NVME, Kind.RECOVERY_FAILED);

        fleet.agent().reboot();

        assertThat(only(health()).get("id").asString()).isEqualTo(event.id());
        assertThat(fleet.rest().post("/api/v1/assignments", fleet.nvmeLoan()).problem())
                .isEqualTo("group-refused");
    }

    @Test
    void anAcknowledgementOfNothingOrWithoutAReasonIsRejected() {
        assertThat(acknowledge(NVME).status()).isEqualTo(404);
        assertThat(acknowledge(NVME).problem()).isEqualTo("no-health-event");
        fleet.agent().defect(NVME, Kind.RECOVERED);
        assertThat(fleet.rest().post(path(NVME), Map.of("by", "alice")).problem())
                .isEqualTo("missing-field");
        assertThat(fleet.rest().post(path("banana"), Map.of("reason", "none")).problem())
                .isEqualTo("malformed-address");
        assertThat(health()).hasSize(1);
    }

    @Test
    void aReportWithAMalformedEventIsRejected() {
        HealthEvent event = fleet.agent().defect(NVME, Kind.RECOVERED);
        String report = new JsonMapper().writeValueAsString(fleet.agent().nextReport());

        for (String malformed : List.of(
                report.replace("\"id\":\"" + event.id() + "\"", "\"id\":\"../../x\""),
                report.replace("\"count\":1", "\"count\":0"),
                report.replace("\"detail\":null", "\"detail\":\"" + "x".repeat(501) + "\""))) {
            assertThat(malformed).isNotEqualTo(report);
            Rest.Answer answer = fleet.rest()
                    .post(
                            "/agent/v1/hosts/" + fleet.agent().hostId() + "/reports",
                            malformed,
                            fleet.agent().credential());
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.problem()).isEqualTo("invalid-field");
        }
    }

    private Rest.Answer acknowledge(String function) {
        return fleet.rest().post(path(function), Map.of("by", "alice", "reason", "cable replaced"));
    }

    private String path(String function) {
        return "/api/v1/hosts/" + fleet.host() + "/functions/" + function + "/health-acknowledgements";
    }

    private JsonNode health() {
        return fleet.rest().get("/api/v1/hosts/" + fleet.host() + "/health").items();
    }

    private JsonNode record() {
        return fleet.rest().get("/api/v1/hosts/" + fleet.host() + "/record").items();
    }

    private static List<String> kinds(JsonNode entries) {
        return entries.valueStream().map(entry -> entry.get("kind").asString()).toList();
    }

    private static JsonNode only(JsonNode array) {
        assertThat(array).hasSize(1);
        return array.get(0);
    }
}
