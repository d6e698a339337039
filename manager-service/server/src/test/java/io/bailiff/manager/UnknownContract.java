// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.BRIDGE;
import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NVME;
import static io.bailiff.manager.Fleet.ROOT_DISK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.UnknownAnswer;
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

/** Operators answer the unknowns of a host through the manager; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class UnknownContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TEXT = "Cannot determine the disks of ZFS tank\n(mounted at /)";

    private final TestDatabase database;
    private Fleet fleet;
    private String id = "";

    @SuppressWarnings("NullAway.Init")
    UnknownContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void host() {
        fleet = new Fleet(Managers.on(database));
        id = fleet.agent().unknown(TEXT, NVME, ROOT_DISK);
    }

    @AfterEach
    void stop() throws IOException {
        fleet.close();
    }

    @Test
    void anUnknownIsListedWithItsFunctionsAndIsPrintable() {
        JsonNode unknown = only(unknowns());

        assertThat(unknown.get("id").asString()).isEqualTo(id);
        assertThat(unknown.get("text").asString()).contains("tank\\u000a(mounted");
        assertThat(texts(unknown.get("functions"))).containsExactly(NVME, ROOT_DISK);
        assertThat(unknown.get("reported").asBoolean()).isTrue();
        assertThat(unknown.has("answer")).isFalse();
        assertThat(unknown.get("inForce")).isEmpty();
    }

    @Test
    void anAnswerReachesTheAgentAndIsShownAsInForceAndOnRecord() {
        Rest.Answer answered = answer(Map.of("functions", List.of(ROOT_DISK), "by", "alice"));

        assertThat(answered.status()).isEqualTo(200);
        assertThat(texts(answered.body().get("answer").get("functions"))).containsExactly(ROOT_DISK);
        await().atMost(PATIENCE).until(() -> !only(unknowns()).get("inForce").isEmpty());
        UnknownAnswer sent = fleet.agent().desired().answers().get(0);
        assertThat(sent.id()).isEqualTo(id);
        assertThat(sent.text()).isEqualTo(TEXT);
        assertThat(sent.functions()).extracting(Object::toString).containsExactly(ROOT_DISK);
        assertThat(sent.fits(fleet.agent().nextReport().functions())).isTrue();
        assertThat(sent.by()).isEqualTo("alice by the manager");
        JsonNode entry = entry("unknown-answered");
        assertThat(entry.get("actor").asString()).startsWith("alice from ");
        assertThat(entry.get("text").asString()).contains(id, ROOT_DISK, "tank");
    }

    @Test
    void aLaterAnswerReplacesTheEarlier() {
        answer(Map.of("functions", List.of(ROOT_DISK)));
        answer(Map.of("functions", List.of(NVME)));

        await().atMost(PATIENCE)
                .until(() -> fleet.agent().desired().answers().stream()
                        .anyMatch(answer -> answer.functions().toString().contains(NVME)));
        assertThat(fleet.agent().desired().answers()).hasSize(1);
    }

    @Test
    void aWithdrawnAnswerLeavesTheAgentAndIsOnRecord() {
        answer(Map.of("functions", List.of(ROOT_DISK)));
        await().atMost(PATIENCE).until(() -> !fleet.agent().desired().answers().isEmpty());

        Rest.Answer withdrawn = fleet.rest().delete(path() + "/" + id + "/answer?by=alice");

        assertThat(withdrawn.status()).isEqualTo(204);
        await().atMost(PATIENCE).until(() -> fleet.agent().desired().answers().isEmpty());
        assertThat(only(unknowns()).has("answer")).isFalse();
        assertThat(entry("unknown-answer-withdrawn").get("actor").asString()).startsWith("alice from ");
        Rest.Answer again = fleet.rest().delete(path() + "/" + id + "/answer");
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.problem()).isEqualTo("no-answer");
    }

    @Test
    void noFunctionMustBeStatedInWords() {
        assertThat(answer(Map.of()).problem()).isEqualTo("missing-field");
        assertThat(answer(Map.of("functions", List.of())).problem()).isEqualTo("missing-field");
        assertThat(answer(Map.of("functions", List.of(), "noFunction", false)).problem())
                .isEqualTo("missing-field");
        assertThat(answer(Map.of("functions", List.of(NVME), "noFunction", true))
                        .problem())
                .isEqualTo("invalid-field");
        assertThat(only(unknowns()).has("answer")).isFalse();

        Rest.Answer none = answer(Map.of("noFunction", true));

        assertThat(none.status()).isEqualTo(200);
        await().atMost(PATIENCE)
                .until(() -> fleet.agent().desired().answers().stream().anyMatch(UnknownAnswer::noFunction));
    }

    @Test
    void anAnswerAboutAbsentThingsIsRejected() {
        assertThat(answer(Map.of("functions", List.of("0000:99:00.0"))).problem())
                .isEqualTo("unknown-function");
        assertThat(answer(Map.of("functions", List.of(BRIDGE))).problem()).isEqualTo("bridge");
        assertThat(answer(Map.of("functions", List.of("banana"))).problem()).isEqualTo("malformed-address");
        Rest.Answer other = fleet.rest().put(path() + "/123456789abc/answer", Map.of("functions", List.of(NIC_0)));
        assertThat(other.status()).isEqualTo(404);
        assertThat(other.problem()).isEqualTo("no-such-unknown");
        assertThat(fleet.rest().get("/api/v1/hosts/nobody/unknowns").problem()).isEqualTo("unknown-host");
        assertThat(fleet.agent().desired().answers()).isEmpty();
    }

    @Test
    void anAnswerWhoseUnknownIsGoneStaysListedAndCanBeWithdrawn() {
        answer(Map.of("functions", List.of(ROOT_DISK)));

        fleet.agent().noUnknowns();

        JsonNode left = only(unknowns());
        assertThat(left.get("reported").asBoolean()).isFalse();
        assertThat(left.get("id").asString()).isEqualTo(id);
        assertThat(left.get("inForce")).isEmpty();
        assertThat(fleet.rest().delete(path() + "/" + id + "/answer").status()).isEqualTo(204);
        assertThat(unknowns()).isEmpty();
    }

    @Test
    void aReportWithAMalformedUnknownIsRejected() {
        Rest.Answer answer = fleet.rest()
                .post(
                        "/agent/v1/hosts/" + fleet.agent().hostId() + "/reports",
                        new JsonMapper()
                                .writeValueAsString(fleet.agent().nextReport())
                                .replace("\"id\":\"" + id + "\"", "\"id\":\"../../x\""),
                        fleet.agent().credential());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid-field");
    }

    private Rest.Answer answer(Map<String, Object> body) {
        return fleet.rest().put(path() + "/" + id + "/answer", body);
    }

    private String path() {
        return "/api/v1/hosts/" + fleet.host() + "/unknowns";
    }

    private JsonNode unknowns() {
        return fleet.rest().get(path()).items();
    }

    private JsonNode entry(String kind) {
        return fleet.rest()
                .get("/api/v1/hosts/" + fleet.host() + "/record")
                .items()
                .valueStream()
                .filter(entry -> entry.get("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode only(JsonNode array) {
        assertThat(array).hasSize(1);
        return array.get(0);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
