// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * The reason for the rejection of a request, for programs and for people.
 *
 * @param status the HTTP status
 * @param name the kind of problem; stable; the last part of the problem's {@code type}
 * @param title the kind in words
 * @param detail this case in words
 * @param field the part of the request at fault, or null if no part is at fault
 * @param remedy the action to solve the problem
 * @param more further helpful facts, by name
 */
public record Problem(
        HttpStatus status,
        String name,
        String title,
        String detail,
        @Nullable String field,
        String remedy,
        Map<String, Object> more) {

    /** The fact that is also sent as the header Retry-After. */
    public static final String RETRY_AFTER_SECONDS = "retryAfterSeconds";

    /** Returns a problem without a field and without further facts. */
    public static Problem of(HttpStatus status, String name, String title, String detail, String remedy) {
        return new Problem(status, name, title, detail, null, remedy, Map.of());
    }

    /** Returns a copy of this problem about a part of the request. */
    public Problem at(String aField) {
        return new Problem(status, name, title, detail, aField, remedy, more);
    }

    /** Returns a copy of this problem with a further helpful fact. */
    public Problem with(String key, Object value) {
        Map<String, Object> extended = new LinkedHashMap<>(more);
        extended.put(key, value);
        return new Problem(status, name, title, detail, field, remedy, extended);
    }

    /** Returns an exception with this problem. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** Returns {@code urn:bailiff:problem:<name>}. */
    public URI type() {
        return URI.create("urn:bailiff:problem:" + name);
    }

    /** Returns the body of the HTTP answer. */
    ProblemDetail body() {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
        body.setType(type());
        body.setTitle(title);
        if (field != null) {
            body.setProperty("field", field);
        }
        body.setProperty("remedy", remedy);
        more.forEach(body::setProperty);
        return body;
    }
}
