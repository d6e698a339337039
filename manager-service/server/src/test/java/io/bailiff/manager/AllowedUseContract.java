// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NVME;
import static io.bailiff.manager.Fleet.ROOT_DISK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
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

/** A request allows the end of a use of a group by the code of the use; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class AllowedUseContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    AllowedUseContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void hostWithAConsoleOnTheNvme() {
        fleet = new Fleet(Managers.on(database));
        fleet.nvme()
                .refused(new Refusal(
                        PciAddress.parse(NVME),
                        Refusal.Code.CONSOLE,
                        NVME + " shows the console",
                        "/sys/class/tty/console/active"));
        fleet.agent().lookAgain();
    }

    @AfterEach
    void stop() throws IOException {
        fleet.close();
    }

    @Test
    void aUseThatIsNotNamedRefusesTheGroupAndTheRefusalShowsHowToAllow() {
        Rest.Answer refused = fleet.rest().post("/api/v1/assignments", fleet.nvmeLoan());

        assertThat(refused.problem()).isEqualTo("group-refused");
        assertThat(refused.body().get("remedy").asString()).contains("\"allow\": [\"CONSOLE\"]");
        JsonNode refusal = refused.body().get("refusals").get(0);
        assertThat(refusal.get("overridable").asBoolean()).isTrue();
        assertThat(refusal.get("evidence").asString()).isEqualTo("/sys/class/tty/console/active");
        assertThat(plan(List.of("ONLY_KEYBOARD")).body().get("would").asBoolean())
                .isFalse();
        JsonNode group = fleet.hostView()
                .get("groups")
                .valueStream()
                .filter(each -> !each.get("refusals").isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(group.get("refusals").get(0).has("overridable")).isTrue();
    }

    @Test
    void aPlanWithTheNamedUseWouldLendTheGroup() {
        JsonNode plan = plan(List.of("CONSOLE")).body();

        assertThat(plan.get("would").asBoolean()).isTrue();
        assertThat(plan.get("refused")).isEmpty();
        assertThat(texts(plan.get("allowed"))).containsExactly("CONSOLE");
        assertThat(plan.get("hostSteps")).isNotEmpty();
    }

    @Test
    void anAssignmentKeepsTheNamedUsesInTheOrderTheViewAndTheRecord() {
        Map<String, Object> body = fleet.nvmeLoan();
        body.put("allow", List.of("CONSOLE", "ONLY_KEYBOARD", "CONSOLE"));

        Rest.Answer lent = fleet.rest().post("/api/v1/assignments", body);

        assertThat(lent.status()).isEqualTo(202);
        String id = lent.body().get("id").asString();
        fleet.awaitState(id, "ACTIVE");
        await().atMost(PATIENCE)
                .until(() -> fleet.agent().desired().orders().stream()
                        .map(GroupOrder::allowed)
                        .anyMatch(codes ->
                                codes.contains(Refusal.Code.CONSOLE) && codes.contains(Refusal.Code.ONLY_KEYBOARD)));
        JsonNode view = fleet.rest().get("/api/v1/assignments/" + id).body();
        assertThat(texts(view.get("allowed"))).containsExactly("CONSOLE", "ONLY_KEYBOARD");
        assertThat(view.get("timeline").get(0).get("text").asString())
                .contains("Allowed by the request: CONSOLE, ONLY_KEYBOARD");
    }

    @Test
    void aNeedOfTheHostCannotBeAllowed() {
        for (String code : List.of("MOUNTED_FILE_SYSTEM", "UNKNOWN", "ANSWERED", "banana", "console")) {
            Rest.Answer answer = plan(List.of(code));
            assertThat(answer.status()).as(code).isEqualTo(400);
            assertThat(answer.problem()).as(code).isEqualTo("invalid-field");
            assertThat(answer.body().get("field").asString()).isEqualTo("allow[0]");
            assertThat(answer.body().get("allowed").asString())
                    .contains("CONSOLE", "INTERFACE_ADDRESS")
                    .doesNotContain("SWAP");
        }
        Map<String, Object> body = fleet.loan(ROOT_DISK);
        body.remove("consent");
        body.put("allow", List.of("CONSOLE"));
        Rest.Answer needed = fleet.rest().post("/api/v1/assignments", body);
        assertThat(needed.problem()).isEqualTo("group-refused");
        assertThat(needed.body().get("remedy").asString()).doesNotContain("allow");
        assertThat(needed.body().get("refusals").get(0).get("overridable").asBoolean())
                .isFalse();
    }

    private Rest.Answer plan(List<String> allow) {
        Map<String, Object> body = fleet.nvmeLoan();
        body.put("allow", allow);
        return fleet.rest().post("/api/v1/plans", body);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
