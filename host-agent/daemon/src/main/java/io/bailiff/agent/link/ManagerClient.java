// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.EnrolmentGrant;
import io.bailiff.agent.api.EnrolmentRequest;
import io.bailiff.agent.api.HostReport;
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
import tools.jackson.databind.json.JsonMapper;

/** The client for the manager's agent API. Each call returns an answer, or throws an exception with the kind of the failure. */
final class ManagerClient {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final URI manager;
    private final JsonMapper json = JsonMapper.shared();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    ManagerClient(URI manager) {
        this.manager = URI.create(manager.toString().replaceFirst("/+$", ""));
    }

    /**
     * A rejection by the manager (HTTP 4xx except 408 and 429). A repeated call would also be rejected: the credential or join
     * token is invalid, or the request is malformed.
     */
    static final class RejectedException extends IOException {

        private final int status;

        RejectedException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    EnrolmentGrant enrol(EnrolmentRequest request) throws IOException, InterruptedException {
        HttpRequest post = to("/agent/v1/enrolments", ANSWER_WITHIN)
                .POST(BodyPublishers.ofString(json.writeValueAsString(request)))
                .build();
        HttpResponse<String> response = send(post);
        return parsed(response, EnrolmentGrant.class);
    }

    /** Returns the desired state; empty if the manager has no newer state within the wait. */
    Optional<DesiredState> desired(Credential credential, long after, Duration wait)
            throws IOException, InterruptedException {
        String path =
                "/agent/v1/hosts/" + credential.hostId() + "/desired?after=" + after + "&waitMillis=" + wait.toMillis();
        HttpResponse<String> response =
                send(as(credential, path, wait.plus(ANSWER_WITHIN)).GET().build());
        return response.statusCode() == 204 ? Optional.empty() : Optional.of(parsed(response, DesiredState.class));
    }

    /** Returns true if the manager has accepted the report; false if the manager already has a newer report. */
    boolean report(Credential credential, HostReport report) throws IOException, InterruptedException {
        HttpRequest post = as(credential, "/agent/v1/hosts/" + credential.hostId() + "/reports", ANSWER_WITHIN)
                .POST(BodyPublishers.ofString(json.writeValueAsString(report)))
                .build();
        HttpResponse<String> response = http.send(post, BodyHandlers.ofString());
        if (response.statusCode() == 409) {
            return false;
        }
        check(response);
        return true;
    }

    private HttpRequest.Builder as(Credential credential, String path, Duration within) {
        return to(path, within).header("Authorization", "Bearer " + credential.secret());
    }

    private HttpRequest.Builder to(String path, Duration within) {
        return HttpRequest.newBuilder(URI.create(manager + path))
                .timeout(within)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        check(response);
        return response;
    }

    private static void check(HttpResponse<String> response) throws IOException {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String said = response.request().uri().getPath() + " returned HTTP status " + status + excerpt(response.body());
        // A timeout, too many requests, or the error of a proxy while the manager starts may pass until the next call.
        if (status >= 400 && status < 500 && status != 408 && status != 429) {
            throw new RejectedException(status, said);
        }
        throw new IOException(said);
    }

    private static String excerpt(String body) {
        return body.isBlank()
                ? ""
                : ": " + body.substring(0, Math.min(300, body.length())).strip();
    }

    private <T> T parsed(HttpResponse<String> response, Class<T> type) throws IOException {
        try {
            T value = json.readValue(response.body(), type);
            if (value == null) {
                throw new IOException(response.request().uri().getPath() + " returned no value");
            }
            return value;
        } catch (JacksonException e) {
            throw new IOException(response.request().uri().getPath() + " returned a malformed answer", e);
        }
    }
}
