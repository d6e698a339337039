// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static io.bailiff.manager.Fleet.NVME;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.sim.GuestBehaviour;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Guests with every name that libvirt allows; the same on every database. */
@Execution(ExecutionMode.CONCURRENT)
abstract class GuestNameContract {

    private final TestDatabase database;
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init")
    GuestNameContract(TestDatabase database) {
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

    static Stream<String> names() {
        return Stream.of(
                " padded name ",
                "\u00a0web\u2003",
                "B\u00fcro \u5de5\u4f5c\u7ad9 & \"x\" #1?%2F..",
                "\ud83d\udda5",
                "a\tb",
                "'; drop table assignment; --",
                "\u202eesrever",
                "long".repeat(100),
                "x".repeat(1024));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aGuestIsFoundByItsExactNameAndServedToTheEnd(String name) {
        fleet.libvirt().guest(name, GuestBehaviour.OBEDIENT).start();

        String id = lend(name);
        JsonNode active = fleet.awaitState(id, "ACTIVE");

        assertThat(active.get("guest").get("name").asString()).isEqualTo(name);
        assertThat(fleet.rest()
                        .get("/api/v1/assignments?live=true&guest=" + encoded(name))
                        .items()
                        .valueStream())
                .anyMatch(found -> found.get("id").asString().equals(id));
        assertThat(fleet.agent().desired().orders()).anyMatch(order -> name.equals(order.guest()));
        String conflict = fleet.reclaim(NIC_1, Map.of());
        assertThat(fleet.conflict(conflict).get("guest").get("name").asString()).isEqualTo(name);
        fleet.awaitConflict(conflict, "RESOLVED");
        fleet.awaitState(id, "EVICTED");
    }

    @Test
    void aNameWithBlanksIsNotTheNameWithout() {
        fleet.libvirt().guest(" web1", GuestBehaviour.OBEDIENT);

        assertThat(plan(" web1").body().get("guest").get("name").asString()).isEqualTo(" web1");
        assertThat(plan("web1").body().get("guest").get("name").asString()).isEqualTo("web1");
        assertThat(plan("web1 ").problem()).isEqualTo("unknown-guest");
        assertThat(plan(" ").problem()).isEqualTo("unknown-guest");
    }

    @Test
    void theTimelineShowsTheBlanksAroundAName() {
        fleet.libvirt().guest(" padded ", GuestBehaviour.OBEDIENT).start();

        JsonNode active = fleet.awaitState(lend(" padded "), "ACTIVE");

        assertThat(Fleet.text(active, "assignment-requested")).startsWith("\" padded \" is to get ");
    }

    @Test
    void aGuestIsFoundByItsUuidInEitherCase() {
        String uuid = fleet.web().uuid().toString();

        assertThat(plan(uuid).status()).isEqualTo(200);
        assertThat(plan(uuid.toUpperCase(java.util.Locale.ROOT)).status()).isEqualTo(200);
    }

    @Test
    void aNameThatIsTheUuidOfAnotherGuestIsAmbiguous() {
        UUID uuid = fleet.web().uuid();
        UUID other = UUID.randomUUID();
        fleet.libvirt().guest(other, uuid.toString(), GuestBehaviour.OBEDIENT);

        Rest.Answer answer = plan(uuid.toString());

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("ambiguous-guest");
        assertThat(answer.body().get("guests").valueStream().map(JsonNode::asString))
                .containsExactly(uuid.toString(), other.toString());
        assertThat(guestOf(plan("web1"))).isEqualTo(uuid.toString());
        assertThat(guestOf(plan(other.toString()))).isEqualTo(other.toString());
    }

    @Test
    void aNameThatIsTheUuidOfNoOtherGuestIsAName() {
        UUID own = UUID.randomUUID();
        fleet.libvirt().guest(own, own.toString(), GuestBehaviour.OBEDIENT);
        String nobody = UUID.randomUUID().toString();
        UUID named = UUID.randomUUID();
        fleet.libvirt().guest(named, nobody, GuestBehaviour.OBEDIENT);

        assertThat(guestOf(plan(own.toString()))).isEqualTo(own.toString());
        assertThat(guestOf(plan(nobody))).isEqualTo(named.toString());
    }

    @Test
    void aRestorationFindsItsGuestAlthoughAnotherGuestHasItsUuidAsName() {
        String id = fleet.active(NIC_0);
        fleet.say("/assignments/" + id + "/policy", Map.of("afterwards", "restore"));
        fleet.libvirt().guest(UUID.randomUUID(), fleet.web().uuid().toString(), GuestBehaviour.OBEDIENT);
        fleet.awaitConflict(fleet.reclaim(NIC_1, Map.of()), "RESOLVED");
        fleet.awaitState(id, "EVICTED");

        fleet.rest().post("/api/v1/restorations/" + id, Map.of("reason", "now"));

        String back = awaitRestored(id);
        assertThat(fleet.awaitState(back, "ACTIVE").get("guest").get("uuid").asString())
                .isEqualTo(fleet.web().uuid().toString());
    }

    private String awaitRestored(String id) {
        return org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(
                        () -> fleet.rest()
                                .get("/api/v1/restorations/" + id)
                                .body()
                                .path("restoredBy")
                                .asString(""),
                        found -> !found.isEmpty());
    }

    @Test
    void aNameLongerThanTheColumnIsAProblem() {
        UUID uuid = UUID.randomUUID();
        fleet.libvirt().guest(uuid, "x".repeat(1025), GuestBehaviour.OBEDIENT);

        assertThat(plan(uuid.toString()).problem()).isEqualTo("guest-name-too-long");
        assertThat(plan("x".repeat(1025)).problem()).isEqualTo("invalid-field");
        assertThat(plan("x".repeat(1025)).status()).isEqualTo(400);
    }

    /** As escapes of JSON: half of a surrogate pair has no encoding in UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"web1\\u0000", "web\\ud83d", "\\udda5", "web\\u001b[2J", "\\uffff"})
    void aNameThatLibvirtCannotHaveIsMalformed(String escaped) {
        String body =
                "{\"host\":\"" + fleet.host() + "\",\"guest\":\"" + escaped + "\",\"functions\":[\"" + NVME + "\"]}";

        Rest.Answer answer = fleet.rest().text("POST", "/api/v1/plans", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("field").asString()).isEqualTo("guest");
    }

    private Rest.Answer plan(String guest) {
        Map<String, Object> body = fleet.loan(NVME);
        body.remove("consent");
        body.put("guest", guest);
        return fleet.rest().post("/api/v1/plans", body);
    }

    private static String guestOf(Rest.Answer plan) {
        return plan.body().get("guest").get("uuid").asString();
    }

    private String lend(String guest) {
        Map<String, Object> body = fleet.loan(NIC_0);
        body.put("guest", guest);
        Rest.Answer answer = fleet.rest().post("/api/v1/assignments", body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return answer.body().get("id").asString();
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
