package io.bailiff.manager.problem;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Why a request is not done, for programs and for people.
 *
 * @param status the HTTP status
 * @param name what kind of problem it is; stable; the last part of the problem's {@code type}
 * @param title the kind in words
 * @param detail this case in words
 * @param field the part of the request that it is about, or null if it is about none
 * @param remedy what to do
 * @param more whatever else helps, by name
 */
public record Problem(
        HttpStatus status,
        String name,
        String title,
        String detail,
        @Nullable String field,
        String remedy,
        Map<String, Object> more) {

    /** A problem with no field yet and nothing more. */
    public static Problem of(HttpStatus status, String name, String title, String detail, String remedy) {
        return new Problem(status, name, title, detail, null, remedy, Map.of());
    }

    /** The same, about a part of the request. */
    public Problem at(String aField) {
        return new Problem(status, name, title, detail, aField, remedy, more);
    }

    /** The same, with one more thing that helps. */
    public Problem with(String key, Object value) {
        Map<String, Object> extended = new LinkedHashMap<>(more);
        extended.put(key, value);
        return new Problem(status, name, title, detail, field, remedy, extended);
    }

    /** This problem, to be thrown. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** {@code urn:bailiff:problem:<name>}. */
    public URI type() {
        return URI.create("urn:bailiff:problem:" + name);
    }

    /** What goes over the wire. */
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
