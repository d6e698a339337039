// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The progress report of a test run: a file with one line for each event, with tabs between the fields. Several test JVMs of
 * the run append to the file at the same time. {@code scripts/test-progress} shows the file.
 */
public final class ProgressFile {

    /** The system property with the name of the file. Without the property nothing is reported. */
    static final String PROPERTY = "bailiff.test.progress";

    private final Optional<Path> file;

    ProgressFile(Optional<Path> file) {
        this.file = file;
    }

    /** Returns the file of the current JVM's test run. */
    public static ProgressFile ofThisRun() {
        String named = System.getProperty(PROPERTY, "");
        return new ProgressFile(named.isEmpty() ? Optional.empty() : Optional.of(Path.of(named)));
    }

    /** Adds a sentence about the way the run tests; the run shows the sentence once. */
    public void note(String sentence) {
        append("note", sentence);
    }

    void append(String kind, String... fields) {
        if (file.isEmpty()) {
            return;
        }
        StringBuilder line = new StringBuilder(kind);
        for (String field : fields) {
            line.append('\t').append(field.replaceAll("\\s+", " "));
        }
        // A single write with a whole line: the kernel appends the line as a unit, also with other writers.
        try {
            Files.write(
                    file.get(),
                    line.append('\n').toString().getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
