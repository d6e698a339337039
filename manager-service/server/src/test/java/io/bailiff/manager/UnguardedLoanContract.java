// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static io.bailiff.manager.Fleet.NVME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** No guard, no loan, unless an operator has allowed it; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class UnguardedLoanContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    UnguardedLoanContract(TestDatabase database) {
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
    void aHostWithoutAGuardGetsNoAssignment() {
        fleet.agent().guardWorks(false);

        JsonNode plan = plan();
        Rest.Answer refused = fleet.rest().post("/api/v1/assignments", fleet.nvmeLoan());

        assertThat(plan.get("would").asBoolean()).isFalse();
        assertThat(plan.get("refused")).hasSize(1);
        JsonNode reason = plan.get("refused").get(0);
        assertThat(reason.get("type").asString()).isEqualTo("urn:bailiff:problem:guard-not-working");
        assertThat(reason.get("field").asString()).isEqualTo("host");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.problem()).isEqualTo("guard-not-working");
        assertThat(refused.body().get("detail").asString())
                .contains("no fanotify\\u000aWARN")
                .doesNotContain("\n");
        assertThat(refused.body().get("remedy").asString()).contains("/unguarded-loans");
        assertThat(fleet.rest().get("/api/v1/assignments?host=" + fleet.host()).items())
                .isEmpty();
    }

    @Test
    void aGuardThatWorksAgainIsEnough() {
        fleet.agent().guardWorks(false);
        fleet.agent().guardWorks(true);

        assertThat(plan().get("would").asBoolean()).isTrue();
        assertThat(plan().get("warnings")).isEmpty();
    }

    @Test
    void anAssignmentFailsIfTheGuardStopsBeforeTheDetachOrder() {
        // The manager reads the host's report first, then asks libvirt for the guest.
        fleet.libvirt().atNextCall(() -> fleet.agent().guardWorks(false));

        Rest.Answer accepted = fleet.rest().post("/api/v1/assignments", fleet.nvmeLoan());

        assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
        JsonNode failed = fleet.awaitState(accepted.body().get("id").asString(), "FAILED");
        assertThat(Fleet.kinds(failed))
                .containsExactly("assignment-requested", "guard-not-working", "assignment-failed");
        assertThat(fleet.agent().operations()).isEmpty();
        fleet.agent().guardWorks(true);
        fleet.awaitState(fleet.lendNvme(), "ACTIVE");
    }

    @Test
    void anOperatorAllowsAssignmentsWithoutAGuardOnRecord() {
        fleet.agent().guardWorks(false);

        Rest.Answer allowed = allow(Map.of("by", "olga", "reason", "a test host"));

        assertThat(allowed.status()).isEqualTo(200);
        JsonNode shown = fleet.hostView().get("unguardedLoans");
        assertThat(shown).isEqualTo(allowed.body());
        assertThat(shown.get("by").asString()).startsWith("olga from ");
        assertThat(shown.get("reason").asString()).isEqualTo("a test host");
        assertThat(shown.get("allowedAt").asString()).endsWith("Z");
        assertThat(entry("unguarded-loans-allowed").get("actor").asString()).startsWith("olga from ");
        assertThat(entry("unguarded-loans-allowed").get("text").asString()).contains("a test host");
        JsonNode plan = plan();
        assertThat(plan.get("would").asBoolean()).isTrue();
        assertThat(plan.get("warnings").get(0).get("type").asString())
                .isEqualTo("urn:bailiff:warning:guard-not-working");
        assertThat(plan.get("warnings").get(0).get("detail").asString()).contains("olga", "a test host");
        JsonNode active = fleet.awaitState(fleet.lendNvme(), "ACTIVE");
        assertThat(Fleet.text(active, "assignment-requested")).contains("olga", "a test host");
    }

    @Test
    void anEndedPermissionIsOnRecordAndLiveAssignmentsStay() {
        fleet.agent().guardWorks(false);
        allow(Map.of("reason", "first"));
        allow(Map.of("reason", "second"));
        assertThat(fleet.hostView().get("unguardedLoans").get("reason").asString())
                .isEqualTo("second");
        String live = fleet.active(NIC_0);

        Rest.Answer ended = fleet.rest().delete(path() + "?by=bob");

        assertThat(ended.status()).isEqualTo(204);
        assertThat(fleet.hostView().has("unguardedLoans")).isFalse();
        assertThat(entry("unguarded-loans-forbidden").get("actor").asString()).startsWith("bob from ");
        assertThat(plan().get("would").asBoolean()).isFalse();
        assertThat(fleet.state(live)).isEqualTo("ACTIVE");
        Rest.Answer again = fleet.rest().delete(path());
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.problem()).isEqualTo("no-unguarded-loans");
    }

    @Test
    void aPermissionNeedsAReasonAndAKnownHost() {
        for (Map<String, Object> body : List.<Map<String, Object>>of(Map.of("by", "olga"), Map.of("reason", " "))) {
            Rest.Answer refused = allow(body);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body().get("field").asString()).isEqualTo("reason");
        }
        assertThat(fleet.hostView().has("unguardedLoans")).isFalse();
        assertThat(fleet.rest()
                        .put("/api/v1/hosts/nowhere/unguarded-loans", Map.of("reason", "x"))
                        .problem())
                .isEqualTo("unknown-host");
    }

    @Test
    void aPermissionAlsoHoldsForAWorkingGuardAndWarnsOfNothing() {
        allow(Map.of("reason", "in case"));

        assertThat(plan().get("would").asBoolean()).isTrue();
        assertThat(plan().get("warnings")).isEmpty();
    }

    @Test
    void aRestorationWaitsForTheGuard() {
        String id = fleet.active(NIC_0);
        fleet.say("/assignments/" + id + "/policy", Map.of("afterwards", "restore"));
        fleet.awaitConflict(fleet.reclaim(NIC_1, Map.of()), "RESOLVED");
        fleet.awaitState(id, "EVICTED");
        fleet.agent().guardWorks(false);
        fleet.rest().post("/api/v1/restorations/" + id, Map.of("reason", "now"));
        await().atMost(PATIENCE)
                .until(() -> restoration(id).path("problem").asString("").contains("guard"));

        fleet.agent().guardWorks(true);

        await().atMost(PATIENCE).until(() -> restoration(id).has("restoredBy"));
    }

    private JsonNode restoration(String id) {
        return fleet.rest().get("/api/v1/restorations/" + id).body();
    }

    private JsonNode plan() {
        Map<String, Object> body = fleet.loan(NVME);
        body.remove("consent");
        return fleet.rest().post("/api/v1/plans", body).body();
    }

    private Rest.Answer allow(Map<String, Object> body) {
        return fleet.rest().put(path(), body);
    }

    private String path() {
        return "/api/v1/hosts/" + fleet.host() + "/unguarded-loans";
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
}
