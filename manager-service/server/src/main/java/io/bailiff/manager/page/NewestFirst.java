// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.page;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query of a page of rows, the newest first, and rows of the same time in the order of their ids. The row in the query is {@code r}.
 *
 * <p>The position is a condition on the two columns, and never a number of rows to skip. A part in the middle of a list thus costs the same
 * as the first part, and rows that are added or removed meanwhile move no other row to another part.
 */
public final class NewestFirst<R> {

    private final Class<R> row;
    private final String time;
    private final String id;
    private final StringBuilder conditions = new StringBuilder();
    private final StringBuilder order = new StringBuilder();
    private final Map<String, Object> values = new HashMap<>();

    private NewestFirst(Class<R> row, String time, String id) {
        this.row = row;
        this.time = "r." + time;
        this.id = "r." + id;
    }

    /**
     * Returns a query of all rows.
     *
     * @param time the attribute with the time, which never changes and is never null
     * @param id the attribute with the primary key
     */
    public static <R> NewestFirst<R> of(Class<R> row, String time, String id) {
        return new NewestFirst<>(row, time, id);
    }

    /**
     * Selects the rows with a value in an attribute, unless the value is null. The attribute is also the first part of the order, which
     * changes nothing for rows with the same value: H2 reads rows in the order of an index only if the whole index is in the order.
     */
    public NewestFirst<R> having(String attribute, @Nullable Object value) {
        if (value != null) {
            inOrder(attribute);
            where("r." + attribute + " = :" + attribute, attribute, value);
        }
        return this;
    }

    /** Selects the rows without a value in an attribute. The attribute is also a part of the order. */
    public NewestFirst<R> without(String attribute) {
        inOrder(attribute);
        return where("r." + attribute + " is null");
    }

    private void inOrder(String attribute) {
        order.append("r.").append(attribute).append(" desc, ");
    }

    /** Adds a condition, in the language of JPA. */
    public NewestFirst<R> where(String condition) {
        conditions
                .append(conditions.isEmpty() ? " where " : " and ")
                .append('(')
                .append(condition)
                .append(')');
        return this;
    }

    /** Adds a condition with a named value, unless the value is null. */
    public NewestFirst<R> where(String condition, String name, @Nullable Object value) {
        return value == null ? this : where(condition, Map.of(name, value));
    }

    /** Adds a condition with named values. */
    public NewestFirst<R> where(String condition, Map<String, Object> named) {
        values.putAll(named);
        return where(condition);
    }

    /** Reads the rows of a page, and a row more if the list goes on. */
    public List<R> read(EntityManager entities, PageRequest page) {
        if (!page.after().isEmpty()) {
            TimePosition after = TimePosition.of(page.after());
            // Written so that both databases find the first row by the range of an index.
            where(time + " <= :afterTime and (" + time + " < :afterTime or " + id + " < :afterId)");
            values.put("afterTime", after.at());
            values.put("afterId", after.uuid());
        }
        TypedQuery<R> query = entities.createQuery(
                "select r from " + row.getSimpleName() + " r" + conditions + " order by " + order + time + " desc, "
                        + id + " desc",
                row);
        values.forEach(query::setParameter);
        return query.setMaxResults(page.rowsToRead()).getResultList();
    }

    /** Returns the position of a row, for {@link PageRequest#page}. */
    public static <R> Function<R, List<String>> position(Function<R, Instant> time, Function<R, UUID> id) {
        return row -> new TimePosition(time.apply(row), id.apply(row).toString()).parts();
    }
}
