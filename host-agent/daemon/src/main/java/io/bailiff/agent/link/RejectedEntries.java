// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.HostReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries that the manager has rejected: an older manager may not know a value. A rejected entry is left out of the next reports until
 * the entry changes, so that the other facts of the host reach the manager. Only entries whose absence means nothing to the manager are left
 * out; a missing group would be a group that is gone.
 */
final class RejectedEntries {

    private static final Pattern ENTRY = Pattern.compile("(claims|health|unknowns|answers)\\[([0-9]{1,6})].*");

    private final Set<Record> entries = new LinkedHashSet<>();

    /**
     * Adds the entry with a rejected field.
     *
     * @param report the rejected report
     * @param field the field in the manager's answer, or null
     * @return false if the field is in no entry that can be left out
     */
    boolean add(HostReport report, @Nullable String field) {
        Matcher entry = ENTRY.matcher(field == null ? "" : field);
        if (!entry.matches()) {
            return false;
        }
        List<? extends Record> list = switch (entry.group(1)) {
            case "claims" -> report.claims();
            case "health" -> report.health();
            case "unknowns" -> report.unknowns();
            default -> report.answers();
        };
        int index = Integer.parseInt(entry.group(2));
        return index < list.size() && entries.add(list.get(index));
    }

    /** Returns the list without the rejected entries. */
    <T extends Record> List<T> without(List<T> list) {
        return entries.isEmpty()
                ? list
                : list.stream().filter(entry -> !entries.contains(entry)).toList();
    }

    /** Forgets all entries that the host does not have any more. */
    void retain(HostReport whole) {
        if (!entries.isEmpty()) {
            Set<Record> present = new LinkedHashSet<>(whole.claims());
            present.addAll(whole.health());
            present.addAll(whole.unknowns());
            present.addAll(whole.answers());
            entries.retainAll(present);
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns the entries for people. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        entries.forEach(entry -> texts.add(entry.toString()));
        return texts;
    }
}
