// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api.limit;

import io.bailiff.agent.api.limit.RecordShape.Component;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings a record, and all records below, within their limits: cuts long texts and long lists. Characters that {@link LimitCheck} rejects
 * become U+FFFD. A shortening may be stricter than the limits, to make a report smaller. Texts that programs compare, and lists without
 * {@link Entries#shortens}, then stay as they are.
 */
public final class Shortening extends RecordRewrite {

    private static final String MARK = "…";
    private static final int REPLACEMENT = 0xFFFD;

    private final int characters;
    private final int entries;
    private final Map<String, Integer> leftOut = new TreeMap<>();

    /**
     * Creates a shortening for one record.
     *
     * @param characters the largest number of characters of a text that may be shortened
     * @param entries the largest number of entries of a list that may be shortened
     */
    public Shortening(int characters, int entries) {
        this.characters = characters;
        this.entries = entries;
    }

    /** Returns the lists with left out entries for people: {@code guard.limits (40 left out)}, without the positions in lists above. */
    public List<String> notes() {
        return leftOut.entrySet().stream()
                .map(list -> list.getKey() + " (" + list.getValue() + " left out)")
                .toList();
    }

    @Override
    String text(String text, Component component, Text limit) {
        String storable = LimitCheck.isStorable(text) ? text : storable(text);
        return cut(storable, limit.exact() ? limit.longest() : Math.min(limit.longest(), characters));
    }

    /** Cuts a text with a mark at the end. Half of a surrogate pair goes with the rest. */
    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - MARK.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + MARK;
    }

    private static String storable(String text) {
        StringBuilder storable = new StringBuilder();
        text.codePoints()
                .map(point -> point == 0 || Character.getType(point) == Character.SURROGATE ? REPLACEMENT : point)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }

    @Override
    int kept(List<?> list, Component component, String path) {
        int kept = Math.min(list.size(), most(component));
        if (kept < list.size()) {
            leftOut.merge(path, list.size() - kept, Integer::sum);
        }
        return kept;
    }

    private int most(Component component) {
        Entries limit = component.entries();
        if (limit == null) {
            return Integer.MAX_VALUE;
        }
        return limit.shortens() ? Math.max(limit.least(), Math.min(limit.most(), entries)) : limit.most();
    }
}
