// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.problem;

import java.util.Collection;
import java.util.List;
import org.springframework.http.HttpStatus;

/** The API problems of query parameters. */
final class ParameterProblems {

    private static final int LONGEST_NAME = 100;

    private ParameterProblems() {}

    /** @param known the names of the known parameters, in order */
    static Problem unknown(String name, String resource, Collection<String> known) {
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        return invalid(
                        "unknown-parameter",
                        "The query parameter is unknown",
                        "\"" + shown + "\" is not a parameter of " + resource,
                        remedy(name, known))
                .at(shown)
                .with("known", List.copyOf(known));
    }

    private static String remedy(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "Remove the parameter. This request has no parameters.";
        }
        return known.stream()
                .filter(other -> other.equalsIgnoreCase(name))
                .findFirst()
                .map(other -> "Write the parameter as \"" + other + "\": upper and lower case differ.")
                .orElseGet(() -> "Remove the parameter. The parameters are " + String.join(", ", known) + ".");
    }

    static Problem repeated(String name, int times) {
        return invalid(
                        "repeated-parameter",
                        "A query parameter is repeated",
                        "\"" + name + "\" is in the query " + times + " times",
                        "Send \"" + name + "\" once.")
                .at(name);
    }

    static Problem empty(String name) {
        return invalid(
                        "empty-parameter",
                        "A query parameter is empty",
                        "\"" + name + "\" has no value",
                        "Give \"" + name + "\" a value, or remove the parameter.")
                .at(name);
    }

    private static Problem invalid(String code, String title, String detail, String remedy) {
        return Problem.of(HttpStatus.BAD_REQUEST, code, title, detail, remedy);
    }
}
