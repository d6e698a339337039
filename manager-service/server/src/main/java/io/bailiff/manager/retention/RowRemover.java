// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import io.bailiff.manager.retention.Removal.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/**
 * Removes rows in small transactions: reads the rows, exports the rows, deletes the rows, commits. A manager that is killed between the
 * export and the commit exports the same rows again later, and loses none.
 */
final class RowRemover {

    /** The largest number of rows of a transaction, besides the parts of the rows. */
    static final int AT_ONCE = 200;

    private final NamedParameterJdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final Export export;
    private final JsonMapper json;
    private final Clock clock;

    RowRemover(
            NamedParameterJdbcTemplate jdbc,
            TransactionOperations transactions,
            Export export,
            JsonMapper json,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.export = export;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Removes at most {@value #AT_ONCE} rows, in a single transaction.
     *
     * @return the number of removed rows; fewer than {@value #AT_ONCE} if no more rows are removable now
     * @throws UncheckedIOException if the export fails; then nothing is removed
     */
    int remove(Removal removal, Cutoffs cutoffs) {
        Integer removed = transactions.execute(status -> removeInTransaction(removal, cutoffs));
        return removed == null ? 0 : removed;
    }

    private int removeInTransaction(Removal removal, Cutoffs cutoffs) {
        List<Object> ids =
                jdbc.queryForList(removal.candidates() + " limit " + AT_ONCE, cutoffs.parameters(), Object.class);
        if (ids.isEmpty()) {
            return 0;
        }
        Map<Object, Map<String, List<Map<String, Object>>>> parts = new LinkedHashMap<>();
        ids.forEach(id -> parts.put(id, new LinkedHashMap<>()));
        for (Part part : removal.parts()) {
            readParts(part, parts);
        }
        exportLines(removal, ids, parts);
        for (Part part : removal.parts()) {
            jdbc.update(
                    "delete from " + part.table() + " where " + part.column() + " in (:keys)",
                    Map.of("keys", ids.stream().map(part::key).toList()));
        }
        return jdbc.update(
                "delete from " + removal.table() + " where " + removal.id() + " in (:ids)", Map.of("ids", ids));
    }

    private void readParts(Part part, Map<Object, Map<String, List<Map<String, Object>>>> parts) {
        Map<Object, Object> ids = new LinkedHashMap<>();
        parts.keySet().forEach(id -> ids.put(part.key(id), id));
        for (Map<String, Object> row : rows(part.table(), part.column(), List.copyOf(ids.keySet()))) {
            Object id = ids.get(row.get(part.column()));
            if (id != null && parts.containsKey(id)) {
                parts.get(id)
                        .computeIfAbsent(part.table(), table -> new ArrayList<>())
                        .add(row);
            }
        }
    }

    private void exportLines(
            Removal removal, List<Object> ids, Map<Object, Map<String, List<Map<String, Object>>>> parts) {
        List<String> lines = rows(removal.table(), removal.id(), ids).stream()
                .map(row -> line(removal, row, parts.getOrDefault(row.get(removal.id()), Map.of())))
                .toList();
        try {
            export.append(lines);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot export rows of " + removal.table(), failed);
        }
    }

    private String line(Removal removal, Map<String, Object> row, Map<String, List<Map<String, Object>>> parts) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("table", removal.table());
        line.put("removedAt", clock.instant().toString());
        line.put("row", texts(row));
        parts.forEach((table, rows) ->
                line.put(table, rows.stream().map(RowRemover::texts).toList()));
        return json.writeValueAsString(line);
    }

    /** Reads whole rows, by the names of the columns in lower case. */
    private List<Map<String, Object>> rows(String table, String column, List<Object> keys) {
        return jdbc
                .queryForList("select * from " + table + " where " + column + " in (:keys)", Map.of("keys", keys))
                .stream()
                .map(RowRemover::lowerCase)
                .toList();
    }

    private static Map<String, Object> lowerCase(Map<String, Object> row) {
        Map<String, Object> lower = new LinkedHashMap<>();
        row.forEach((column, value) -> lower.put(column.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    private static Map<String, @Nullable Object> texts(Map<String, Object> row) {
        Map<String, @Nullable Object> texts = new LinkedHashMap<>();
        row.forEach((column, value) -> texts.put(column, text(value)));
        return texts;
    }

    /** Returns a value as JSON has it: the two databases have different classes for the same time. */
    private static @Nullable Object text(@Nullable Object value) {
        if (value instanceof Timestamp time) {
            return time.toInstant().toString();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
