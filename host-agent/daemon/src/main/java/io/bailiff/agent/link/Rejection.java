// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.Printable;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A rejection by the manager (HTTP 4xx except 408 and 429). A repeated call would also be rejected: the certificate or join token is
 * invalid, or the request is malformed.
 */
final class Rejection extends IOException {

    private static final String TYPE = "urn:bailiff:problem:";
    private static final int LONGEST = 300;

    private final int status;
    private final String code;
    private final @Nullable String field;

    Rejection(int status, String code, @Nullable String field, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.field = field;
    }

    /** Returns the rejection in an answer of the manager, or of a proxy before the manager. */
    static Rejection of(HttpResponse<String> response) {
        String path = response.request().uri().getPath();
        try {
            JsonNode problem = JsonMapper.shared().readTree(response.body());
            String type = problem.path("type").asString("");
            if (type.startsWith(TYPE)) {
                return new Rejection(
                        response.statusCode(),
                        type.substring(TYPE.length()),
                        problem.path("field").asString(null),
                        cut(problem.path("detail").asString("")) + " ("
                                + cut(type.substring(TYPE.length())) + "). "
                                + cut(problem.path("remedy").asString("")));
            }
        } catch (JacksonException noProblem) {
            // Answered below, as any other answer without a problem.
        }
        return new Rejection(
                response.statusCode(),
                "",
                null,
                path + " returned HTTP status " + response.statusCode() + ": " + cut(response.body()));
    }

    private static String cut(String text) {
        return Printable.text(text.strip(), LONGEST);
    }

    int status() {
        return status;
    }

    /** Returns the part of the request at fault as named by the manager, or null. */
    @Nullable
    String field() {
        return field;
    }

    /** Returns the code of the manager's problem, such as {@code certificate-revoked}; empty if the answer has none. */
    String code() {
        return code;
    }
}
