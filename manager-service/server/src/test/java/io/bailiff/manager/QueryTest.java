// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The parameters in the query of a request. */
class QueryTest {

    private static Fleet fleet;

    @BeforeAll
    static void host() {
        fleet = new Fleet(Managers.on(TestDatabase.H2));
    }

    @AfterAll
    static void stop() throws IOException {
        fleet.close();
    }

    /** An endpoint of operators, and the names of its query parameters. */
    record Endpoint(String method, String path, List<String> parameters) {}

    static Stream<Endpoint> endpoints() {
        return Managers.on(TestDatabase.H2)
                .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .entrySet()
                .stream()
                .filter(mapped ->
                        mapped.getValue().getBeanType().getPackageName().startsWith("io.bailiff.manager"))
                .flatMap(mapped -> endpoints(mapped.getKey(), mapped.getValue()))
                .filter(endpoint -> !endpoint.path().startsWith("/agent/"));
    }

    private static Stream<Endpoint> endpoints(RequestMappingInfo mapped, HandlerMethod handler) {
        List<String> parameters = Arrays.stream(handler.getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
                .map(parameter -> handler.getMethod()
                        .getParameters()[parameter.getParameterIndex()]
                        .getName())
                .sorted()
                .toList();
        return mapped.getPatternValues().stream()
                .flatMap(path -> mapped.getMethodsCondition().getMethods().stream()
                        .map(RequestMethod::name)
                        .map(method -> new Endpoint(method, path.replaceAll("\\{[^}]*}", "x"), parameters)));
    }

    @Test
    void theEndpointsOfOperatorsAreFound() {
        assertThat(endpoints().count()).isGreaterThan(30);
        assertThat(endpoints())
                .contains(
                        new Endpoint("GET", "/", List.of()),
                        new Endpoint("GET", "/api/v1/conflicts", List.of("cursor", "host", "limit", "open", "state")));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void anUnknownParameterIsRefusedWithTheListOfTheKnown(Endpoint endpoint) {
        Rest.Answer answer = fleet.rest().text(endpoint.method(), endpoint.path() + "?colour=red", "{}");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("unknown-parameter");
        assertThat(answer.body().get("field").asString()).isEqualTo("colour");
        assertThat(answer.body().get("known").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(endpoint.parameters());
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void aRepeatedOrEmptyParameterIsRefused(Endpoint endpoint) {
        for (String parameter : endpoint.parameters()) {
            assertRefused(endpoint, "?" + parameter + "=a&" + parameter + "=a", "repeated-parameter", parameter);
            for (String empty : List.of("", "=", "=%20", "=+")) {
                assertRefused(endpoint, "?" + parameter + empty, "empty-parameter", parameter);
            }
        }
    }

    private static void assertRefused(Endpoint endpoint, String query, String problem, String field) {
        Rest.Answer answer = fleet.rest().text(endpoint.method(), endpoint.path() + query, "{}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.body().get("field").asString()).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "assignments?state=active | state | ACTIVE",
                "assignments?state=ACTIVE%20 | state | ACTIVE",
                "assignments?state=GONE | state | FAILED",
                "assignments?live=TRUE | live | true",
                "assignments?live=1 | live | false",
                "conflicts?state=fenced | state | FENCED",
                "conflicts?open=yes | open | true",
                "restorations?open=no | open | false",
                "claims?limit=many | limit | 500"
            })
    void anUnknownValueIsRefusedWithTheAllowedValues(String path, String field, String allowed) {
        Rest.Answer answer = fleet.rest().get("/api/v1/" + path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid-field");
        assertThat(answer.body().get("field").asString()).isEqualTo(field);
        assertThat(answer.body().get("allowed").asString()).contains(allowed);
    }

    @Test
    void aParameterInAnotherCaseIsRefusedWithItsSpelling() {
        Rest.Answer answer = fleet.rest().get("/api/v1/conflicts?State=FENCED");

        assertThat(answer.problem()).isEqualTo("unknown-parameter");
        assertThat(answer.body().get("remedy").asString()).contains("\"state\"");
    }

    /** Sent by hand, because Java's client refuses a malformed URI. */
    @ParameterizedTest
    @ValueSource(strings = {"host=%ff", "host=%e4%b8", "%ff=a", "host=%2", "host=%zz", "host=%"})
    void aMalformedQueryIsRefused(String query) throws IOException {
        int port = fleet.rest().request("/").build().uri().getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request =
                    "GET /api/v1/conflicts?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("urn:bailiff:problem:malformed-query");
        }
    }

    @Test
    void anEncodedNameIsTheName() {
        assertThat(fleet.rest().get("/api/v1/conflicts?h%6fst=" + fleet.host()).status())
                .isEqualTo(200);
        assertThat(fleet.rest().get("/api/v1/conflicts?").status()).isEqualTo(200);
    }

    @Test
    void aJsonBodySentAsAFormIsNoQuery() {
        Rest rest = fleet.rest();
        Rest.Answer answer = rest.send(rest.request("/api/v1/plans")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("{\"host\":\"x\"}")));

        assertThat(answer.problem()).isEqualTo("unsupported-media-type");
    }

    @Test
    void aParameterOfANewerAgentIsIgnored() {
        String path = "/agent/v1/hosts/" + fleet.agent().hostId() + "/desired?after=-1&waitMillis=0";

        assertThat(fleet.rest()
                        .get(path + "&compress=true", fleet.agent().credential())
                        .status())
                .isIn(200, 204);
        Rest.Answer twice = fleet.rest().get(path + "&after=2", fleet.agent().credential());
        assertThat(twice.problem()).isEqualTo("repeated-parameter");
        Rest.Answer text =
                fleet.rest().get(path.replace("-1", "x"), fleet.agent().credential());
        assertThat(text.problem()).isEqualTo("invalid-field");
        assertThat(text.body().get("field").asString()).isEqualTo("after");
    }

    @Test
    void theActuatorHasItsOwnParameters() {
        assertThat(fleet.rest().get("/actuator/health?colour=red").status()).isEqualTo(200);
    }

    @Test
    void conflictsAreFilteredByState() {
        String assignment = fleet.active(Fleet.NIC_0);
        String conflict = fleet.reclaim(Fleet.NIC_1, Map.of());
        fleet.awaitConflict(conflict, "RESOLVED");
        fleet.awaitState(assignment, "EVICTED");
        String here = "&host=" + fleet.host();

        assertThat(fleet.rest().get("/api/v1/conflicts?state=RESOLVED" + here).items())
                .hasSize(1);
        assertThat(fleet.rest().get("/api/v1/conflicts?state=FENCED" + here).items())
                .isEmpty();
        assertThat(fleet.rest().get("/api/v1/assignments?state=EVICTED" + here).items())
                .hasSize(1);
        assertThat(fleet.rest().get("/api/v1/assignments?state=ACTIVE" + here).items())
                .isEmpty();
        assertThat(fleet.rest().get("/api/v1/restorations?host=" + fleet.host()).items())
                .isEmpty();
    }

    @Test
    void anUnknownFieldOfABodyIsRefusedWithTheListOfTheKnown() {
        Rest.Answer answer = fleet.rest().put("/api/v1/policy", Map.of("releaseDeadline", 5));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("unknown-property");
        assertThat(answer.body().get("known").valueStream().map(JsonNode::asString))
                .contains("releaseDeadlineSeconds", "afterwards");
    }
}
