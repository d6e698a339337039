// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.manager.Fleet.BRIDGE;
import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.Fleet.NIC_1;
import static io.bailiff.manager.Fleet.NVME;
import static io.bailiff.manager.Fleet.ROOT_DISK;
import static io.bailiff.manager.Fleet.UNGROUPED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Whatever is sent: what is wrong is named, what to do is said, and nothing has changed. */
class BadInputTest {

    private static Fleet fleet;
    private static Fleet other;

    @BeforeAll
    static void hosts() {
        fleet = new Fleet(Managers.on(TestDatabase.H2));
        other = new Fleet(Managers.on(TestDatabase.H2));
    }

    @AfterAll
    static void stop() throws IOException {
        fleet.close();
        other.close();
    }

    /** One wrong request: how a right one is spoilt, and what is said about it. */
    record Wrong(
            String name,
            Consumer<Map<String, Object>> spoil,
            int status,
            String problem,
            @Nullable String field) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Wrong wrong(
            String name, Consumer<Map<String, Object>> spoil, int status, String problem, @Nullable String field) {
        return new Wrong(name, spoil, status, problem, field);
    }

    private static Consumer<Map<String, Object>> functions(@Nullable Object... functions) {
        return body -> body.put("functions", Arrays.asList(functions));
    }

    static Stream<Wrong> loans() {
        return Stream.of(
                wrong("no host", body -> body.remove("host"), 400, "missing-field", "host"),
                wrong("empty host", body -> body.put("host", " "), 400, "missing-field", "host"),
                wrong("unknown host", body -> body.put("host", "nowhere"), 422, "unknown-host", "host"),
                wrong("host is a number", body -> body.put("host", 5), 400, "wrong-type", "host"),
                wrong("host is a list", body -> body.put("host", List.of("a")), 400, "wrong-type", "host"),
                wrong("host of control characters", body -> body.put("host", "a\u0000b"), 400, "invalid-field", "host"),
                wrong("endless host", body -> body.put("host", "h".repeat(5000)), 400, "invalid-field", "host"),
                wrong("no guest", body -> body.remove("guest"), 400, "missing-field", "guest"),
                wrong("null guest", body -> body.put("guest", null), 400, "missing-field", "guest"),
                wrong("unknown guest", body -> body.put("guest", "nobody"), 422, "unknown-guest", "guest"),
                wrong(
                        "unknown guest by UUID",
                        body -> body.put("guest", "00000000-0000-0000-0000-000000000000"),
                        422,
                        "unknown-guest",
                        "guest"),
                wrong(
                        "guest of another host",
                        body -> body.put("guest", other.web().uuid().toString()),
                        422,
                        "unknown-guest",
                        "guest"),
                wrong("no functions", body -> body.remove("functions"), 400, "missing-field", "functions"),
                wrong("empty functions", functions(), 400, "missing-field", "functions"),
                wrong("functions as text", body -> body.put("functions", NIC_0), 400, "wrong-type", "functions"),
                wrong("function as number", functions(7), 400, "wrong-type", "functions[0]"),
                wrong("null function", functions(NIC_0, null), 400, "missing-field", "functions[1]"),
                wrong("malformed address", functions("02:01.0"), 400, "malformed-address", "functions[0]"),
                wrong("address out of range", functions("0000:02:20.0"), 400, "malformed-address", "functions[0]"),
                wrong("path as address", functions("../../etc"), 400, "malformed-address", "functions[0]"),
                wrong(
                        "too many functions",
                        body -> body.put(
                                "functions",
                                IntStream.range(0, 1025)
                                        .mapToObj(i -> String.format("%04x:00:00.0", i))
                                        .toList()),
                        400,
                        "invalid-field",
                        "functions"),
                wrong(
                        "too many uses",
                        body -> body.put("allow", Collections.nCopies(200, "CONSOLE")),
                        400,
                        "invalid-field",
                        "allow"),
                wrong("function twice", functions(NIC_0, NIC_0), 400, "duplicate-function", "functions[1]"),
                wrong("function not there", functions("0000:ff:00.0"), 422, "unknown-function", "functions[0]"),
                wrong("functions of two groups", functions(NIC_0, NVME), 422, "several-groups", "functions"),
                wrong("bridge", functions(BRIDGE), 422, "bridge", "functions[0]"),
                wrong("function without IOMMU group", functions(UNGROUPED), 422, "no-iommu-group", "functions[0]"),
                wrong("critical group", without(ROOT_DISK), 409, "group-refused", "functions"),
                wrong("group that cannot be read", without("0000:06:00.0"), 409, "group-not-with-host", "functions"),
                wrong("mixed group", without("0000:07:00.0"), 409, "group-not-with-host", "functions"),
                wrong("no consent", body -> body.remove("consent"), 409, "consent-needed", "consent"),
                wrong("stale consent", body -> body.put("consent", "0".repeat(32)), 409, "stale-consent", "consent"),
                wrong("no fingerprint", body -> body.put("consent", "yes"), 400, "malformed-fingerprint", "consent"),
                wrong("unknown field", body -> body.put("force", true), 400, "unknown-property", "force"),
                wrong("huge field", body -> body.put("by", "x".repeat(70_000)), 413, "body-too-large", null));
    }

    private static Consumer<Map<String, Object>> without(String function) {
        return body -> {
            body.put("functions", List.of(function));
            body.remove("consent");
        };
    }

    @ParameterizedTest
    @MethodSource("loans")
    void aWrongAssignmentIsAProblemAndChangesNothing(Wrong wrong) {
        List<JsonNode> before = state();
        Map<String, Object> body = fleet.loan(NIC_0);
        wrong.spoil().accept(body);
        assertProblem(fleet.rest().post("/api/v1/assignments", body), wrong.status(), wrong.problem(), wrong.field());
        assertThat(state()).isEqualTo(before);
    }

    /**
     * All that a request could have changed: the assignments of the two hosts, the conflicts, and what is wanted of the host. What is left
     * of other tests on other hosts goes on meanwhile.
     */
    private static List<JsonNode> state() {
        List<JsonNode> all = Stream.of(fleet, other)
                .map(one -> fleet.rest()
                        .get("/api/v1/assignments?host=" + one.host())
                        .items())
                .toList();
        assertThat(fleet.rest()
                        .get("/api/v1/conflicts?host=" + fleet.host())
                        .items()
                        .isEmpty())
                .isTrue();
        assertThat(fleet.rest()
                        .get("/api/v1/hosts/" + fleet.host())
                        .body()
                        .get("desiredRevision")
                        .asLong())
                .isZero();
        return all;
    }

    @Test
    void theProblemOfConsentNamesTheGroupAndItsMembers() {
        Map<String, Object> body = fleet.loan(NIC_0);
        body.remove("consent");
        JsonNode problem = fleet.rest().post("/api/v1/assignments", body).body();
        assertThat(problem.get("fingerprint").asString())
                .isEqualTo(fleet.nic().fingerprint().value());
        assertThat(problem.get("members")).hasSize(3);
        assertThat(problem.get("detail").asString()).contains(NIC_1);
        assertThat(problem.get("remedy").asString())
                .contains(fleet.nic().fingerprint().value());
    }

    @Test
    void theProblemOfACriticalGroupSaysWhy() {
        Map<String, Object> body = fleet.loan(ROOT_DISK);
        body.remove("consent");
        JsonNode problem = fleet.rest().post("/api/v1/assignments", body).body();
        assertThat(problem.get("detail").asString()).contains("mounted on /");
        assertThat(problem.get("refusals").get(0).get("code").asString()).isEqualTo("MOUNTED_FILE_SYSTEM");
    }

    @Test
    void aFullGroupNeedsNoConsent() {
        Map<String, Object> body = fleet.loan(NIC_0, NIC_1);
        body.remove("consent");
        JsonNode plan = fleet.rest().post("/api/v1/plans", body).body();
        assertThat(plan.get("would").asBoolean()).isTrue();
        assertThat(plan.get("consentGiven").asBoolean()).isTrue();
        assertThat(plan.has("consent")).isFalse();
    }

    @Test
    void aPlanSaysWhatWouldHappenAndWhatToAgreeTo() {
        Map<String, Object> body = fleet.loan(NIC_0);
        body.remove("consent");
        JsonNode plan = fleet.rest().post("/api/v1/plans", body).body();
        assertThat(plan.get("would").asBoolean()).isTrue();
        assertThat(plan.get("consentGiven").asBoolean()).isFalse();
        assertThat(plan.get("consent").asString())
                .isEqualTo(fleet.nic().fingerprint().value());
        assertThat(plan.get("siblings").get(0).get("address").asString()).isEqualTo(NIC_1);
        assertThat(plan.get("hostSteps")).hasSize(2);
        assertThat(plan.get("guestSteps").get(0).asString())
                .isEqualTo("attach " + NIC_0 + " to the running guest web1, and add it to the definition");
        assertThat(state()).isNotNull();
    }

    @Test
    void aPlanForACriticalGroupSaysThatItIsRefused() {
        Map<String, Object> body = fleet.loan(ROOT_DISK);
        body.remove("consent");
        JsonNode plan = fleet.rest().post("/api/v1/plans", body).body();
        assertThat(plan.get("would").asBoolean()).isFalse();
        assertThat(plan.get("refused").get(0).get("type").asString()).isEqualTo("urn:bailiff:problem:group-refused");
    }

    @Test
    void libvirtThatIsAwayIsAProblemOfThisMoment() {
        other.libvirt().reachable(false);
        assertProblem(other.rest().post("/api/v1/assignments", other.loan(NIC_0)), 503, "libvirt-unreachable", null);
        assertProblem(other.rest().get("/api/v1/hosts/" + other.host() + "/guests"), 503, "libvirt-unreachable", null);
        other.libvirt().reachable(true);
    }

    static Stream<String> garbage() {
        return Stream.of(
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "{\"host\":\"a\",\"host\":\"b\"}",
                "{} {}",
                "{\"releaseDeadlineSeconds\":99999999999}",
                "{\"host\": unquoted}",
                "<xml/>",
                "[".repeat(3000));
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void garbageIsAProblem(String body) {
        for (String path :
                List.of("/api/v1/assignments", "/api/v1/plans", "/api/v1/hosts/" + fleet.host() + "/reclaims")) {
            Rest.Answer answer = fleet.rest().text("POST", path, body);
            assertThat(answer.status()).as(path + " " + answer).isEqualTo(400);
            assertThat(answer.problem()).isNotEmpty();
            assertThat(answer.body().get("remedy").asString()).isNotEmpty();
            assertThat(answer.http().body()).doesNotContain("io.bailiff", "java.", "JsonToken", "Feature");
        }
    }

    /** JSON of another type than the field, and the names of JSON types in the answer. */
    static Stream<Arguments> wrongTypes() {
        return Stream.of(
                Arguments.of("{\"function\":7}", "function", "a text in quotes"),
                Arguments.of("{\"function\":[]}", "function", "a text in quotes"),
                Arguments.of("{\"releaseDeadlineSeconds\":\"x\"}", "releaseDeadlineSeconds", "a whole number"));
    }

    @ParameterizedTest
    @MethodSource("wrongTypes")
    void theProblemOfAWrongTypeNamesTheJsonTypeAndNoJavaType(String body, String field, String type) {
        Rest.Answer answer = fleet.rest().text("POST", "/api/v1/hosts/" + fleet.host() + "/reclaims", body);
        assertProblem(answer, 400, "wrong-type", field);
        assertThat(answer.body().get("detail").asString()).contains(type);
        assertThat(answer.http().body()).doesNotContain("java.", "java/", "`int`", "`java", "io.bailiff");
    }

    static Stream<Wrong> reclaims() {
        return Stream.of(
                wrong("no function", body -> body.remove("function"), 400, "missing-field", "function"),
                wrong("malformed", body -> body.put("function", "nic"), 400, "malformed-address", "function"),
                wrong("not there", body -> body.put("function", "0000:ff:00.0"), 422, "unknown-function", "function"),
                wrong("no reason", body -> body.remove("reason"), 400, "missing-field", "reason"),
                wrong("blank reason", body -> body.put("reason", " \t "), 400, "missing-field", "reason"),
                wrong("endless reason", body -> body.put("reason", "x".repeat(2001)), 400, "invalid-field", "reason"),
                wrong("not lent", body -> {}, 409, "not-lent", "function"),
                wrong(
                        "deadline of zero",
                        body -> body.put("releaseDeadlineSeconds", 0),
                        400,
                        "invalid-field",
                        "releaseDeadlineSeconds"),
                wrong(
                        "endless deadline",
                        body -> body.put("shutdownDeadlineSeconds", 999_999_999),
                        400,
                        "invalid-field",
                        "shutdownDeadlineSeconds"),
                wrong(
                        "deadline as text",
                        body -> body.put("shutdownDeadlineSeconds", "60"),
                        400,
                        "wrong-type",
                        "shutdownDeadlineSeconds"),
                wrong(
                        "deadline with a fraction",
                        body -> body.put("shutdownDeadlineSeconds", 1.5),
                        400,
                        "wrong-type",
                        "shutdownDeadlineSeconds"),
                wrong("unknown field", body -> body.put("kill", true), 400, "unknown-property", "kill"));
    }

    @ParameterizedTest
    @MethodSource("reclaims")
    void aWrongReclaimIsAProblemAndChangesNothing(Wrong wrong) {
        Map<String, Object> body =
                new java.util.HashMap<>(Map.of("function", NVME, "by", "olga", "reason", "maintenance"));
        wrong.spoil().accept(body);
        assertProblem(
                fleet.rest().post("/api/v1/hosts/" + fleet.host() + "/reclaims", body),
                wrong.status(),
                wrong.problem(),
                wrong.field());
        state();
    }

    static Stream<String> unknown() {
        return Stream.of(
                "/api/v1/hosts/nowhere",
                "/api/v1/hosts/nowhere/groups",
                "/api/v1/hosts/nowhere/guests",
                "/api/v1/assignments/not-an-id",
                "/api/v1/assignments/00000000-0000-0000-0000-000000000000",
                "/api/v1/assignments?host=nowhere",
                "/api/v1/conflicts/00000000-0000-0000-0000-000000000000",
                "/api/v1/nothing",
                "/favicon.ico");
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void anUnknownPathIsA404(String path) {
        Rest.Answer answer = fleet.rest().get(path);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
        assertThat(answer.problem()).isNotEmpty();
        assertThat(answer.body().get("remedy").asString()).isNotEmpty();
    }

    @Test
    void aGroupThatTheHostDoesNotHaveIsA404() {
        assertProblem(
                fleet.rest().get("/api/v1/hosts/" + fleet.host() + "/groups/" + "0".repeat(32)),
                404,
                "unknown-group",
                null);
    }

    @Test
    void wrongMethodsAndMediaTypesAreProblems() {
        Rest rest = fleet.rest();
        assertProblem(rest.delete("/api/v1/hosts"), 405, "method-not-allowed", null);
        assertProblem(
                rest.send(rest.request("/api/v1/plans")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}"))),
                415,
                "unsupported-media-type",
                null);
        assertProblem(
                rest.send(rest.request("/api/v1/hosts")
                        .header("Accept", "image/png")
                        .GET()),
                406,
                "not-acceptable",
                null);
        Rest.Answer live = rest.get("/api/v1/assignments?live=maybe");
        assertProblem(live, 400, "invalid-field", "live");
        assertThat(live.http().body()).doesNotContain("java.", "io.bailiff");
        assertProblem(rest.get("/api/v1/assignments?state=GONE"), 400, "invalid-field", "state");
    }

    @Test
    void aBodyWithoutALengthIsReadUpToTheLimit() {
        Rest.Answer answer = fleet.rest()
                .send(fleet.rest()
                        .request("/api/v1/plans")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(("{\"host\":\"" + "x".repeat(200_000))
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)))));
        assertProblem(answer, 413, "body-too-large", null);
    }

    private static void assertProblem(Rest.Answer answer, int status, String problem, @Nullable String field) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.http().headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.body().path("field").asString(null)).isEqualTo(field);
        assertThat(answer.body().get("remedy").asString()).isNotEmpty();
        assertThat(answer.body().get("status").asInt()).isEqualTo(status);
    }
}
