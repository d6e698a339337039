// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import io.bailiff.agent.api.Printable;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.audit.SubjectNames.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs the stored entries of the record, each in one line with its facts as {@code key=value}. The kind of an entry decides the level. */
final class RecordLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.bailiff.record");

    private static final Map<String, Level> LEVELS = levels();

    /** A value without quotes: a value with a blank, a quote or {@code =} would look like several facts. */
    private static final Pattern PLAIN = Pattern.compile("[^\\s\\h\"=]+");

    private static final int LONGEST_FACT = 2000;
    private static final int LONGEST_TEXT = 20_000;

    private RecordLog() {}

    private static Map<String, Level> levels() {
        Map<String, Level> levels = new HashMap<>();
        // The host wants the group.
        List.of("claim-held", "claim-standing", "claim-denied", "claim-joined", "conflict-opened")
                .forEach(kind -> levels.put(kind, Level.WARN));
        // A guest is ended.
        List.of(
                        "rung-shut-down",
                        "shutdown-asked",
                        "rung-destroy",
                        "guest-terminated",
                        "guest-killed",
                        "rung-fence",
                        "stranger-has-group",
                        "stranger-is-asked",
                        "drift")
                .forEach(kind -> levels.put(kind, Level.WARN));
        // An operator has to act.
        List.of("fence-ordered", "fenced", "fenced-in-part", "claim-without-function")
                .forEach(kind -> levels.put(kind, Level.ERROR));
        // An action has failed and is repeated, or the assignment is undone.
        List.of("problem", "detach-failed", "detach-timed-out", "attach-failed", "reattach-failed")
                .forEach(kind -> levels.put(kind, Level.WARN));
        // A part of a host is away.
        List.of("agent-away", "libvirt-away", "guard-away").forEach(kind -> levels.put(kind, Level.WARN));
        return Map.copyOf(levels);
    }

    /** Returns the level for a kind of entry; INFO unless the table of levels has the kind. */
    static Level level(String kind) {
        return LEVELS.getOrDefault(kind, Level.INFO);
    }

    static void write(RecordEntry entry, Names names) {
        LOG.atLevel(level(entry.kind())).log(line(entry, names));
    }

    static String line(RecordEntry entry, Names names) {
        StringBuilder line = new StringBuilder("kind=").append(entry.kind());
        line.append(" actor=\"")
                .append(escaped(Printable.text(entry.actor(), LONGEST_FACT)))
                .append('"');
        fact(line, "host", names.host() == null ? entry.host() : names.host());
        fact(line, "guest", names.guest());
        fact(line, "group", names.group());
        fact(line, "assignment", entry.assignment());
        fact(line, "conflict", entry.conflict());
        return line.append(": ")
                .append(Printable.text(entry.text(), LONGEST_TEXT))
                .toString();
    }

    private static void fact(StringBuilder line, String key, @Nullable Object value) {
        if (value != null) {
            String text = Printable.text(value.toString(), LONGEST_FACT);
            line.append(' ').append(key).append('=');
            line.append(PLAIN.matcher(text).matches() ? text : '"' + escaped(text) + '"');
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
