// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table for people: each column is as wide as the widest cell. Two blanks separate the columns; lines have no trailing blanks. */
public final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    /** Starts a table without rows. */
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /**
     * Adds a row. Missing cells at the end are empty.
     *
     * @throws IllegalArgumentException if the row has more cells than the table has headings
     */
    public Table row(String... cells) {
        if (cells.length > rows.get(0).size()) {
            throw new IllegalArgumentException("More cells than columns: " + List.of(cells));
        }
        rows.add(List.of(cells));
        return this;
    }

    @Override
    public String toString() {
        return rows.stream().map(this::line).collect(Collectors.joining("\n"));
    }

    private String line(List<String> cells) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> padded(cells.get(column), width(column)))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> column < row.size())
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
