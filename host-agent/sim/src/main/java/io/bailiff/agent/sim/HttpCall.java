// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP request to the server, completely read. */
final class HttpCall {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private final String method;
    private final List<String> path;
    private final String query;
    private final byte[] body;

    private HttpCall(String method, List<String> path, String query, byte[] body) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.body = body;
    }

    static HttpCall read(HttpExchange exchange) throws IOException {
        String rawQuery = exchange.getRequestURI().getRawQuery();
        List<String> path = Arrays.stream(exchange.getRequestURI().getRawPath().split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
        return new HttpCall(
                exchange.getRequestMethod(),
                path,
                rawQuery == null ? "" : rawQuery,
                exchange.getRequestBody().readAllBytes());
    }

    String method() {
        return method;
    }

    boolean is(String wanted) {
        return method.equals(wanted);
    }

    List<String> path() {
        return path;
    }

    /**
     * Returns the number of a query parameter, or the given default.
     *
     * @throws IllegalArgumentException if the value is not a number
     */
    long number(String name, long otherwise) {
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> Long.parseLong(pair.substring(name.length() + 1)))
                .findFirst()
                .orElse(otherwise);
    }

    /** Returns true if the query has the parameter with the value true. */
    boolean flag(String name) {
        return Arrays.asList(query.split("&")).contains(name + "=true");
    }

    /** Returns the body as text. */
    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * Returns the body, parsed as JSON.
     *
     * @throws IllegalArgumentException if the body is not JSON of the given type
     */
    <T> T body(Class<T> type) {
        try {
            return JSON.readValue(body, type);
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("The body is malformed: " + malformed.getOriginalMessage(), malformed);
        }
    }
}
