// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Talks to a manager over real HTTP. */
public final class Rest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI base;
    private final URI agents;
    private final HttpClient client;

    /** @param agents the address of the listener for agents */
    Rest(URI operators, URI agents) {
        this(operators, agents, CLIENT);
    }

    private Rest(URI base, URI agents, HttpClient client) {
        this.base = base;
        this.agents = agents;
        this.client = client;
    }

    /** The listener for agents, with the certificate of a client. */
    Rest as(HttpClient agent) {
        return new Rest(agents, agents, agent);
    }

    /** Another listener, without TLS. */
    Rest at(URI other) {
        return new Rest(other, agents, client);
    }

    int operatorsPort() {
        return base.getPort();
    }

    int agentsPort() {
        return agents.getPort();
    }

    /** What the manager answered. */
    public record Answer(int status, JsonNode body, HttpResponse<String> http) {

        <T> T as(Class<T> type) {
            return JSON.treeToValue(body, type);
        }

        /** The items of a page of a list. */
        public JsonNode items() {
            return body.get("items");
        }

        /** The last part of the problem's type, or nothing if it is no problem. */
        public String problem() {
            String type = body.path("type").asString("");
            return type.startsWith("urn:bailiff:problem:") ? type.substring(20) : "";
        }

        @Override
        public String toString() {
            return status + " " + http.body();
        }
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    Answer get(String path, HttpClient agent) {
        return as(agent).get(path);
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer post(String path, Object body) {
        return text("POST", path, body instanceof String text ? text : JSON.writeValueAsString(body));
    }

    Answer post(String path, Object body, HttpClient agent) {
        return as(agent).post(path, body);
    }

    public Answer put(String path, Object body) {
        return text("PUT", path, JSON.writeValueAsString(body));
    }

    public Answer text(String method, String path, String body) {
        return send(
                request(path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body)));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> http = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(http.statusCode(), json(http), http);
        } catch (IOException away) {
            throw new IllegalStateException("The manager does not answer", away);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", stop);
        }
    }

    private static JsonNode json(HttpResponse<String> http) {
        Optional<String> type = http.headers().firstValue("Content-Type");
        return type.isPresent() && type.get().contains("json") ? JSON.readTree(http.body()) : MissingNode.getInstance();
    }
}
