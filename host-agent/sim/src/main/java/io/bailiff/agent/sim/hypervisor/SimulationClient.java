// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim.hypervisor;

import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests to a simulated host and interprets the answers. May be used by any number of threads. */
final class SimulationClient {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;

    /** The process's only client: on JDK 17 a client's thread ends only when the client is garbage-collected. */
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String base;

    /** Creates a client for {@code sim://127.0.0.1:PORT/host}. */
    SimulationClient(URI host) {
        this.base = "http://" + host.getRawAuthority() + "/hosts" + host.getRawPath();
    }

    <T> T get(String path, Duration serverWaits, Class<T> type) throws HypervisorException {
        HttpRequest.Builder request = request(path).timeout(ANSWER_LIMIT.plus(serverWaits));
        return read(send(request.GET().build()), type);
    }

    <T> T post(String path, @Nullable Object body, Class<T> type) throws HypervisorException {
        return read(send(posting(path, body)), type);
    }

    void post(String path, @Nullable Object body) throws HypervisorException {
        send(posting(path, body));
    }

    void delete(String path) throws HypervisorException {
        send(request(path).timeout(ANSWER_LIMIT).DELETE().build());
    }

    private HttpRequest posting(String path, @Nullable Object body) {
        return request(path)
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/json")
                .POST(body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    private static String send(HttpRequest request) throws HypervisorException {
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= FIRST_CLIENT_ERROR) {
                throw refusal(response.statusCode(), response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    private static HypervisorException unreachable(Exception why) {
        return new HypervisorException(Code.UNREACHABLE, "The simulation does not answer: " + why, why);
    }

    /**
     * Converts an error answer. A refusal by the simulation's libvirt contains a code; any other answer becomes
     * {@code UNREACHABLE}, because the effect of the request is unknown.
     */
    private static HypervisorException refusal(int status, String body) {
        Optional<Refusal> refusal = status < FIRST_SERVER_ERROR ? refusal(body) : Optional.empty();
        Optional<Code> code = refusal.flatMap(said -> Arrays.stream(Code.values())
                .filter(known -> known.name().equals(said.code()))
                .findFirst());
        return code.map(known -> new HypervisorException(known, refusal.get().message()))
                .orElseGet(() -> new HypervisorException(
                        Code.UNREACHABLE, "The simulation returned HTTP status " + status + ": " + body));
    }

    private static Optional<Refusal> refusal(String body) {
        try {
            return Optional.ofNullable(JSON.readValue(body, Refusal.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static <T> T read(String body, Class<T> type) throws HypervisorException {
        try {
            return JSON.readValue(body, type);
        } catch (JacksonException e) {
            throw new HypervisorException(
                    Code.UNREACHABLE, "The simulation's answer is malformed: " + e.getOriginalMessage(), e);
        }
    }

    /** The reason of a refused request, with the names of {@link Code}. */
    private record Refusal(String code, String message) {}
}
