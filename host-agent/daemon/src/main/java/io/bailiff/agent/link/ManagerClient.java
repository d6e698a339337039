package io.bailiff.agent.link;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.EnrolmentGrant;
import io.bailiff.agent.api.EnrolmentRequest;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.link.ManagerException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls that an agent makes to its manager. Each is made once; who calls decides whether to repeat it. */
final class ManagerClient {

    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final JsonMapper json = JsonMapper.shared();
    private final URI manager;

    ManagerClient(URI manager) {
        String address = manager.toString();
        this.manager = address.endsWith("/") ? manager : URI.create(address + "/");
    }

    EnrolmentGrant enrol(EnrolmentRequest request) throws ManagerException, InterruptedException {
        HttpRequest post = post("agent/v1/enrolments", request).build();
        return body(send(post), EnrolmentGrant.class);
    }

    /**
     * The desired state, once it is newer than the revision.
     *
     * @param after the revision that is known, or -1 for whatever there is
     * @param hold how long the manager may wait for a newer one
     * @return empty if there was none in that time
     */
    Optional<DesiredState> desired(EnrolmentGrant as, long after, Duration hold)
            throws ManagerException, InterruptedException {
        HttpRequest get = request(
                        host(as) + "/desired?after=" + after + "&waitMillis=" + hold.toMillis(), hold.plus(ANSWER))
                .header("Authorization", "Bearer " + as.credential())
                .GET()
                .build();
        HttpResponse<String> response = send(get);
        return response.statusCode() == 204 ? Optional.empty() : Optional.of(body(response, DesiredState.class));
    }

    void report(EnrolmentGrant as, HostReport report) throws ManagerException, InterruptedException {
        send(post(host(as) + "/reports", report)
                .header("Authorization", "Bearer " + as.credential())
                .build());
    }

    private static String host(EnrolmentGrant as) {
        return "agent/v1/hosts/" + as.hostId();
    }

    private HttpRequest.Builder post(String path, Object body) {
        return request(path, ANSWER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)));
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        return HttpRequest.newBuilder(manager.resolve(path)).timeout(timeout);
    }

    private HttpResponse<String> send(HttpRequest request) throws ManagerException, InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ManagerException(Kind.AWAY, manager + " does not answer: " + describe(e));
        }
        if (response.statusCode() / 100 == 2) {
            return response;
        }
        throw new ManagerException(
                kind(response.statusCode()), manager + " says " + response.statusCode() + ": " + told(response.body()));
    }

    /** Connection failures of the JDK's client often have no message. */
    private static String describe(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static Kind kind(int status) {
        if (status == 401) {
            return Kind.UNKNOWN_CREDENTIAL;
        }
        if (status == 409) {
            return Kind.REPORT_TOO_OLD;
        }
        return status == 408 || status == 429 || status >= 500 ? Kind.AWAY : Kind.REFUSED;
    }

    /** What a problem says (RFC 9457), or the start of whatever else came. */
    private String told(String body) {
        try {
            JsonNode problem = json.readTree(body);
            String told = (problem.path("detail").asString("") + " "
                            + problem.path("remedy").asString(""))
                    .strip();
            if (!told.isEmpty()) {
                return told;
            }
        } catch (JacksonException notJson) {
            // A proxy's page, for example: shown as it is.
        }
        return body.substring(0, Math.min(body.length(), 200));
    }

    private <T> T body(HttpResponse<String> response, Class<T> type) throws ManagerException {
        try {
            return json.readValue(response.body(), type);
        } catch (JacksonException e) {
            throw new ManagerException(
                    Kind.REFUSED, manager + " answers what this agent does not understand: " + e.getOriginalMessage());
        }
    }
}
