// SPDX-License-Identifier: Apache-2.0
package io.bailiff.system;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Compares what a command printed with what a page shows. Both have the same shape if they have the same lines in the
 * same order, after these values have been replaced by their kind in both:
 *
 * <ul>
 *   <li>UUIDs;
 *   <li>instants ({@code 2026-11-22T10:26:14.152Z}) and times of day ({@code 10:26:14.152});
 *   <li>numbers of milliseconds ({@code 2743 ms});
 *   <li>process ids ({@code process 4711});
 *   <li>ports of this machine ({@code localhost:8440}, {@code 127.0.0.1:8440}).
 * </ul>
 *
 * <p>Everything else counts: words, PCI addresses, states, drivers, seconds, and spaces except at the end of a line. A line {@code ...}
 * of the page stands for any number of printed lines.
 */
final class Shape {

    private static final String ANY_LINES = "...";

    /** A value that differs from run to run. */
    private record Variable(Pattern pattern, String kind) {

        Variable(String pattern, String kind) {
            this(Pattern.compile(pattern), kind);
        }

        String replaceIn(String line) {
            return pattern.matcher(line).replaceAll(kind);
        }
    }

    private static final List<Variable> VARIABLES = List.of(
            new Variable("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "<id>"),
            new Variable("\\b\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?Z", "<instant>"),
            new Variable("\\b\\d{2}:\\d{2}:\\d{2}\\.\\d+\\b", "<time>"),
            new Variable("\\b\\d+ ms\\b", "<n> ms"),
            new Variable("\\bprocess \\d+\\b", "process <pid>"),
            new Variable("\\b(localhost|127\\.0\\.0\\.1):\\d+\\b", "$1:<port>"));

    private Shape() {}

    /**
     * Returns true if the printed lines have the shape of the shown lines.
     *
     * @param shown the lines of the page
     * @param printed the lines of the command
     */
    static boolean same(List<String> shown, List<String> printed) {
        if (shown.isEmpty()) {
            return printed.isEmpty();
        }
        List<String> rest = shown.subList(1, shown.size());
        if (shown.get(0).strip().equals(ANY_LINES)) {
            return same(rest, printed) || (!printed.isEmpty() && same(shown, tail(printed)));
        }
        return !printed.isEmpty() && shapeOf(shown.get(0)).equals(shapeOf(printed.get(0))) && same(rest, tail(printed));
    }

    /** Returns the line with its variable values replaced by their kinds. */
    static String shapeOf(String line) {
        String shape = line.stripTrailing();
        for (Variable variable : VARIABLES) {
            shape = variable.replaceIn(shape);
        }
        return shape;
    }

    private static List<String> tail(List<String> lines) {
        return lines.subList(1, lines.size());
    }
}
