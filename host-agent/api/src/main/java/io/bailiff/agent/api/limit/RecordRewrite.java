// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api.limit;

import io.bailiff.agent.api.limit.RecordShape.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a record with other texts and shorter lists, in the record and in all records below. Keeps every record without a change. */
abstract class RecordRewrite {

    /** Returns the record with the rewritten texts and lists. */
    @SuppressWarnings("unchecked")
    public final <T extends Record> T of(T value) {
        return (T) record(value, "");
    }

    /** Returns the text to put in place of a text with a limit. */
    abstract String text(String text, Component component, Text limit);

    /**
     * Returns the number of entries to keep, from the begin of the list.
     *
     * @param path the components from the first record to the list: {@code groups.use.unknowns}
     */
    abstract int kept(List<?> list, Component component, String path);

    private Record record(Record value, String path) {
        if (value.getClass().isAnnotationPresent(SelfChecked.class)) {
            return value;
        }
        RecordShape shape = RecordShape.of(value.getClass());
        @Nullable Object[] values = new @Nullable Object[shape.components().size()];
        boolean changed = false;
        for (int i = 0; i < values.length; i++) {
            Component component = shape.components().get(i);
            Object content = component.of(value);
            values[i] = content == null ? null : content(content, component, path + component.name());
            changed |= isOther(content, values[i]);
        }
        return changed ? shape.with(values) : value;
    }

    private Object content(Object content, Component component, String path) {
        if (content instanceof List<?> list) {
            return list(list, component, path);
        }
        if (content instanceof String text) {
            return component.text() == null ? text : text(text, component, component.text());
        }
        return content instanceof Record record ? record(record, path + ".") : content;
    }

    private List<?> list(List<?> list, Component component, String path) {
        int kept = kept(list, component, path);
        List<Object> rewritten = new ArrayList<>(kept);
        boolean changed = kept < list.size();
        for (Object entry : list.subList(0, kept)) {
            Object now = content(Objects.requireNonNull(entry), component, path);
            changed |= isOther(entry, now);
            rewritten.add(now);
        }
        return changed ? rewritten : list;
    }

    /** Returns true for another object: an equal copy counts as a change, because comparing whole records again would take longer. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOther(@Nullable Object one, @Nullable Object other) {
        return one != other;
    }
}
