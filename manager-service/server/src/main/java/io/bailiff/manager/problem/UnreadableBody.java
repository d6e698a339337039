package io.bailiff.manager.problem;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Describes the fault in the unreadable body of a request, as far as the parser knows the fault. */
final class UnreadableBody {

    private UnreadableBody() {}

    static Problem problem(HttpMessageNotReadableException unreadable) {
        Throwable cause = unreadable.getCause();
        if (cause instanceof UnrecognizedPropertyException unknown) {
            return unknownProperty(unknown);
        }
        if (cause instanceof MismatchedInputException mismatch
                && !mismatch.getPath().isEmpty()) {
            return Problem.of(
                            HttpStatus.BAD_REQUEST,
                            "wrong-type",
                            "A field has the wrong type",
                            "\"" + path(mismatch) + "\" is not of the type that it has to be",
                            "Correct it and send it again; " + firstLine(mismatch) + ".")
                    .at(path(mismatch));
        }
        return Problem.of(
                HttpStatus.BAD_REQUEST,
                "unreadable-body",
                "The body cannot be read",
                cause instanceof JacksonException json ? firstLine(json) : "The body is missing",
                "Send one JSON object.");
    }

    private static Problem unknownProperty(UnrecognizedPropertyException unknown) {
        Collection<Object> known = unknown.getKnownPropertyIds() == null ? List.of() : unknown.getKnownPropertyIds();
        return Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "unknown-property",
                        "There is no such field",
                        "\"" + path(unknown) + "\" is not a field of this request",
                        "Leave it out; the fields are "
                                + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", ")) + ".")
                .at(path(unknown));
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

    private static String firstLine(JacksonException exception) {
        return String.valueOf(exception.getOriginalMessage())
                .lines()
                .findFirst()
                .orElse("no reason given");
    }
}
