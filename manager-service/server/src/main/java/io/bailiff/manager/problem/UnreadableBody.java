// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import io.bailiff.agent.api.Printable;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Describes the fault in the unreadable body of a request, as far as the parser knows the fault. */
final class UnreadableBody {

    private static final int LONGEST_REASON = 300;

    private UnreadableBody() {}

    static Problem problem(HttpMessageNotReadableException unreadable) {
        Throwable cause = unreadable.getCause();
        if (cause instanceof UnrecognizedPropertyException unknown) {
            return unknownProperty(unknown);
        }
        if (cause instanceof InvalidNullException missing) {
            return Fields.missing(path(missing));
        }
        if (cause instanceof ValueInstantiationException rejected) {
            return rejected(rejected);
        }
        if (cause instanceof MismatchedInputException mismatch
                && !mismatch.getPath().isEmpty()) {
            return Problem.of(
                            HttpStatus.BAD_REQUEST,
                            "wrong-type",
                            "A field has the wrong type",
                            "\"" + path(mismatch) + "\" is not " + JsonTypes.wanted(mismatch.getTargetType()),
                            "Correct \"" + path(mismatch) + "\", then send the request again.")
                    .at(path(mismatch));
        }
        return Problem.of(
                HttpStatus.BAD_REQUEST,
                "unreadable-body",
                "The body cannot be read",
                fault(cause),
                "Send a single JSON object, with each field once.");
    }

    /** Returns the problem of a value that the constructor of a record has rejected; the message names a component that is null. */
    private static Problem rejected(ValueInstantiationException rejected) {
        Throwable reason = rejected.getCause();
        String path = path(rejected);
        String message = reason == null ? "" : String.valueOf(reason.getMessage());
        if (reason instanceof NullPointerException && message.matches("\\w+")) {
            return Fields.missing(path.isEmpty() ? message : path + "." + message);
        }
        return Fields.tooMuch(
                path.isEmpty() ? "body" : path,
                reason instanceof IllegalArgumentException
                        ? "is invalid: " + Printable.text(message, LONGEST_REASON)
                        : "is invalid");
    }

    private static Problem unknownProperty(UnrecognizedPropertyException unknown) {
        Collection<Object> ids = unknown.getKnownPropertyIds() == null ? List.of() : unknown.getKnownPropertyIds();
        List<String> known = ids.stream().map(String::valueOf).sorted().toList();
        return Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "unknown-property",
                        "The field is unknown",
                        "\"" + path(unknown) + "\" is not a field of this request",
                        "Remove the field. The fields are " + String.join(", ", known) + ".")
                .at(path(unknown))
                .with("known", known);
    }

    private static String path(DatabindException exception) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference part : exception.getPath()) {
            if (part.getPropertyName() == null) {
                path.append('[').append(part.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(part.getPropertyName());
            }
        }
        return path.toString();
    }

    /** Returns the fault of a body that is no JSON object. The parser's own messages name Java types. */
    private static String fault(@Nullable Throwable cause) {
        if (cause instanceof DatabindException) {
            return "The body is not a single JSON object";
        }
        if (cause instanceof JacksonException json) {
            TokenStreamLocation at = json.getLocation();
            return (cause instanceof InputCoercionException
                            ? "A number is out of range"
                            : "The JSON is invalid, or has a field twice")
                    + (at == null ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr());
        }
        return "The body is missing";
    }
}
