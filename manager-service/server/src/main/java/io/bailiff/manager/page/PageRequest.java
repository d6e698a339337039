// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.page;

import io.bailiff.manager.api.Page;
import io.bailiff.manager.problem.Fields;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that a request asks for.
 *
 * @param list the name of the list, with the filters of the request
 * @param limit the largest number of items, from 1 to {@value #MOST}
 * @param after the position of the item before the first, as the list has written the position; empty at the beginning of the list
 */
public record PageRequest(String list, int limit, List<String> after) {

    /** The number of items without a {@code limit} in the request. */
    public static final int USUAL = 100;

    /** The largest number of items. With the limits of the stored texts, the number bounds the memory that a request can take. */
    public static final int MOST = 500;

    public PageRequest {
        after = List.copyOf(after);
    }

    /**
     * Reads the two parameters of every list.
     *
     * @param list the name of the list
     * @param filters the filters of the request, always in the same order; null for an absent filter
     * @throws io.bailiff.manager.problem.ProblemException 400 if the limit is no number from 1 to {@value #MOST}, or if the cursor is of
     *     another list or of other filters
     */
    public static PageRequest of(
            @Nullable String limit, @Nullable String cursor, String list, @Nullable Object... filters) {
        StringBuilder named = new StringBuilder(list);
        for (Object filter : filters) {
            // The lengths keep two different lists of filters from having the same text.
            String text = filter == null ? "" : filter.toString();
            named.append('\n')
                    .append(text.length())
                    .append(filter == null ? '-' : ':')
                    .append(text);
        }
        String whole = named.toString();
        int items = Fields.count(limit, "limit", USUAL, MOST);
        return new PageRequest(whole, items, cursor == null ? List.of() : Cursor.position(whole, cursor));
    }

    /** Returns the number of rows to read: an additional row shows that the list goes on. */
    public int rowsToRead() {
        return limit + 1;
    }

    /**
     * Returns the page of the rows that were read.
     *
     * @param rows the rows from the position on, in the order of the list, at most {@link #rowsToRead}
     * @param position returns the position of a row
     */
    public <R> Page<R> page(List<R> rows, Function<R, List<String>> position) {
        if (rows.size() <= limit) {
            return Page.whole(rows);
        }
        List<R> items = rows.subList(0, limit);
        return new Page<>(items, Cursor.of(list, position.apply(items.get(limit - 1))));
    }

    /**
     * Returns the page of items that are all in memory.
     *
     * @param key returns the key of an item; the list is in the order of the keys, and no two items have the same key
     */
    public <T> Page<T> pageOf(Collection<T> all, Function<T, String> key) {
        List<T> rows = all.stream()
                .filter(item -> after.isEmpty() || key.apply(item).compareTo(after.get(0)) > 0)
                .sorted(Comparator.comparing(key))
                .limit(rowsToRead())
                .toList();
        return page(rows, item -> List.of(key.apply(item)));
    }
}
