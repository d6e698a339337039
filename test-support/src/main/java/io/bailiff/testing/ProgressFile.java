package io.bailiff.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The file to which the test JVMs of one test run report, one line for each event, with tabs between the fields. Several JVMs append to it
 * at the same time. {@code scripts/test-progress} shows it.
 */
public final class ProgressFile {

    /** The system property that names the file. Without it nothing is reported. */
    static final String PROPERTY = "bailiff.test.progress";

    private final Optional<Path> file;

    ProgressFile(Optional<Path> file) {
        this.file = file;
    }

    /** Returns the file of the test run that this JVM belongs to. */
    public static ProgressFile ofThisRun() {
        String named = System.getProperty(PROPERTY, "");
        return new ProgressFile(named.isEmpty() ? Optional.empty() : Optional.of(Path.of(named)));
    }

    /** Adds a sentence about how this run tests, which the run shows once. */
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
        // One write of one line: the kernel appends it whole, whoever else appends.
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
