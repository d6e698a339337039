// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class HostLogTest {

    @TempDir
    private Path directory = Path.of("");

    private Path journal = Path.of("");
    private String stream = "";

    @BeforeEach
    void systemd() throws IOException {
        journal = Files.createFile(directory.resolve("journal"));
        stream = Files.getAttribute(journal, "unix:dev") + ":" + Files.getAttribute(journal, "unix:ino");
    }

    @Test
    void whatGoesToTheJournalIsThere() {
        assertThat(HostLog.isJournal(stream, journal)).isTrue();
    }

    @Test
    void aServiceWhoseOutputGoesToAFileIsNotInTheJournal() throws IOException {
        assertThat(HostLog.isJournal(stream, Files.createFile(directory.resolve("agent.log"))))
                .isFalse();
    }

    @Test
    void anOutputThatIsClosedIsNotInTheJournal() {
        assertThat(HostLog.isJournal(stream, directory.resolve("closed"))).isFalse();
    }

    @Test
    void withoutSystemdThereIsNoJournal() {
        assertThat(HostLog.isJournal(null, journal)).isFalse();
    }
}
