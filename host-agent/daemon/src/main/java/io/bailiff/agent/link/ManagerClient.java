// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.CertificateGrant;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.JoinRequest;
import io.bailiff.agent.api.RenewalRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client for the manager's agent API, over TLS 1.3 with the host's certificate. Each call returns an answer, or throws an exception
 * with the kind of the failure.
 */
final class ManagerClient {

    /** For an answer, and before that for a new connection: on a starved host the TLS handshake alone takes many seconds. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private static final String TLS_1_3 = "TLSv1.3";

    private final URI manager;
    private final Runnable reportWanted;
    private final JsonMapper json = JsonMapper.shared();
    private volatile HttpClient http;

    /**
     * @param manager the address of the manager's listener for agents
     * @param reportWanted called when the manager asks for a report in the answer to a poll
     */
    ManagerClient(URI manager, SSLContext tls, Runnable reportWanted) {
        this.reportWanted = reportWanted;
        this.manager = URI.create(manager.toString().replaceFirst("/+$", ""));
        this.http = client(tls);
    }

    /** Makes all later calls with another certificate. Calls in progress end with the former one. */
    void use(SSLContext tls) {
        http = client(tls);
    }

    /**
     * The agent's knowledge of the desired state.
     *
     * @param revision the revision of the last accepted state; 0 after a restart
     * @param accepted the highest revision that this host has ever accepted: a lower revision of the manager shows the manager that its
     *     database is an older copy
     * @param libvirtWanted the last heard wish for streams to libvirt
     */
    record Known(long revision, long accepted, boolean libvirtWanted) {}

    /**
     * An answer to a poll.
     *
     * @param state the desired state; empty if the manager has no newer state within the wait
     * @param libvirtWanted the wish for streams to libvirt of an answer without a state; empty if the answer says nothing about streams
     */
    record Answer(Optional<DesiredState> state, Optional<Boolean> libvirtWanted) {}

    private static HttpClient client(SSLContext tls) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {TLS_1_3});
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .sslParameters(parameters)
                .connectTimeout(ANSWER_WITHIN)
                .build();
    }

    /** Joins the fleet: the only call without a certificate. */
    CertificateGrant join(JoinRequest request) throws IOException, InterruptedException {
        return parsed(send(post("/agent/v1/join", request)), CertificateGrant.class);
    }

    CertificateGrant renew(String hostId, RenewalRequest request) throws IOException, InterruptedException {
        return parsed(send(post("/agent/v1/hosts/" + hostId + "/certificates", request)), CertificateGrant.class);
    }

    /** Asks for the desired state; the manager answers when there is news, or after the wait. */
    Answer desired(String hostId, Known known, Duration wait) throws IOException, InterruptedException {
        String path = "/agent/v1/hosts/" + hostId + "/desired?after=" + known.revision() + "&accepted="
                + known.accepted() + "&libvirt=" + known.libvirtWanted() + "&waitMillis=" + wait.toMillis();
        HttpResponse<String> response =
                send(to(path, wait.plus(ANSWER_WITHIN)).GET().build());
        if (response.headers().firstValue(HostReport.WANTED_HEADER).isPresent()) {
            reportWanted.run();
        }
        return response.statusCode() == 204
                ? new Answer(
                        Optional.empty(),
                        response.headers()
                                .firstValue(DesiredState.LIBVIRT_HEADER)
                                .map(Boolean::valueOf))
                : new Answer(Optional.of(parsed(response, DesiredState.class)), Optional.empty());
    }

    /**
     * Sends a report.
     *
     * @param report the report as JSON
     * @return empty if the manager has accepted the report. If the manager already has a newer report, the start of the agent in that report,
     *     or {@link Instant#EPOCH} from an older manager
     */
    Optional<Instant> report(String hostId, String report) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                to("/agent/v1/hosts/" + hostId + "/reports", ANSWER_WITHIN)
                        .POST(BodyPublishers.ofString(report))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() == 409) {
            return Optional.of(newerStart(response.body()));
        }
        check(response);
        return Optional.empty();
    }

    private Instant newerStart(String problem) {
        try {
            return Instant.parse(json.readTree(problem).path("agentStart").asString(""));
        } catch (JacksonException | DateTimeParseException older) {
            return Instant.EPOCH;
        }
    }

    /** Opens a WebSocket for a stream to the host's libvirt. The WebSocket keeps the certificate of its handshake until its end. */
    void openLibvirtStream(String hostId, WebSocket.Listener listener) throws IOException, InterruptedException {
        String path = "/agent/v1/hosts/" + hostId + "/libvirt-stream";
        CompletableFuture<WebSocket> opening = http.newWebSocketBuilder()
                .connectTimeout(ANSWER_WITHIN)
                .buildAsync(URI.create(manager.toString().replaceFirst("^http", "ws") + path), listener);
        try {
            opening.get();
        } catch (ExecutionException failed) {
            throw new IOException(path + " failed: " + reason(failed.getCause()), failed.getCause());
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause instanceof WebSocketHandshakeException refused
                ? "HTTP status " + refused.getResponse().statusCode()
                : String.valueOf(cause);
    }

    private HttpRequest post(String path, Object body) {
        return to(path, ANSWER_WITHIN)
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                .build();
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

    private void check(HttpResponse<String> response) throws IOException {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        // A timeout, too many requests, or the error of a proxy while the manager starts may pass until the next call.
        if (status >= 400 && status < 500 && status != 408 && status != 429) {
            throw Rejection.of(response);
        }
        throw new IOException(response.request().uri().getPath() + " returned HTTP status " + status);
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
