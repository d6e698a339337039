// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import java.util.List;

/**
 * The removal of rows of a table.
 *
 * @param table the table
 * @param id the column with the primary key
 * @param candidates a query of the ids of removable rows, with the {@link Cutoffs} as parameters; a limit follows
 * @param parts the rows of other tables that are removed together with a row
 */
record Removal(String table, String id, String candidates, List<Part> parts) {

    Removal {
        parts = List.copyOf(parts);
    }

    /**
     * The rows of another table that belong to a removed row.
     *
     * @param table the table
     * @param column the column with the id of the removed row
     * @param prefix the text before the id in the column; empty if the column has the id itself
     */
    record Part(String table, String column, String prefix) {

        static Part of(String table, String column) {
            return new Part(table, column, "");
        }

        /** Returns the value of the column for a removed row. */
        Object key(Object removed) {
            return prefix.isEmpty() ? removed : prefix + removed;
        }
    }
}
