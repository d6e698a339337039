// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.problem.Fields;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.problem.ProblemException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The rules for the names of hosts. A host's name is part of URLs, where the host's id may stand as well. No name looks like an id, and no
 * name reads as something else than a host.
 */
final class HostNames {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
    private static final Pattern ID = Pattern.compile("(?i)\\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\\}?");
    private static final Set<String> RESERVED = Set.of(
            "all", "any", "bailiff", "fleet", "host", "hosts", "localhost", "manager", "none", "null", "operator");

    private HostNames() {}

    /**
     * Returns an allowed name.
     *
     * @throws ProblemException 400 if the name is missing, malformed, reserved, or looks like an id
     */
    static String require(@Nullable String value, String field) {
        String name = Fields.text(value, field);
        if (!NAME.matcher(name).matches()) {
            throw refused(
                            field,
                            "invalid-field",
                            "\"" + name + "\" is not a host name",
                            "Use letters, digits, dots, dashes and underscores; begin and end with a letter or a digit.")
                    .exception();
        }
        if (ID.matcher(name).matches()) {
            throw refused(
                            field,
                            "host-name-like-id",
                            "\"" + name + "\" looks like the id of a host",
                            "Use a host name that is no UUID.")
                    .exception();
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw refused(
                            field,
                            "host-name-reserved",
                            "\"" + name + "\" is a reserved word",
                            "Use another host name: join with --host-name NAME.")
                    .exception();
        }
        return name;
    }

    private static Problem refused(String field, String name, String detail, String remedy) {
        return Problem.of(HttpStatus.BAD_REQUEST, name, "The host name is not allowed", detail, remedy)
                .at(field);
    }
}
