// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files with removed rows. */
class ExportFilesTest {

    @TempDir
    Path home;

    private ExportFiles at(int second) {
        Instant now = Instant.parse("2026-01-02T03:04:05Z").plusSeconds(second);
        return new ExportFiles(home.resolve("exports"), 10, 3, Clock.fixed(now, ZoneOffset.UTC));
    }

    private Path current() {
        return home.resolve("exports").resolve("removed.jsonl");
    }

    @Test
    void linesAreAppended() throws IOException {
        at(0).append(List.of("1", "2"));
        at(1).append(List.of("3"));

        assertThat(Files.readString(current())).isEqualTo("1\n2\n3\n");
    }

    @Test
    void halfALineOfAKilledManagerIsReplaced() throws IOException {
        at(0).append(List.of("1"));
        Files.writeString(current(), "{\"ha", StandardOpenOption.APPEND);

        at(1).append(List.of("2"));

        assertThat(Files.readString(current())).isEqualTo("1\n2\n");
    }

    @Test
    void aFullFileIsRotatedAndTheOldestFileIsDeleted() throws IOException {
        for (int second = 0; second < 5; second++) {
            at(second).append(List.of("a whole line " + second));
        }

        try (Stream<Path> files = Files.list(home.resolve("exports"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "removed.jsonl",
                            "removed-20260102T030408.000Z.jsonl",
                            "removed-20260102T030409.000Z.jsonl");
        }
        assertThat(Files.readString(current())).isEqualTo("a whole line 4\n");
    }
}
