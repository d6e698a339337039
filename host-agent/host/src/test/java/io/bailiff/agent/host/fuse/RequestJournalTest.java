// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.host.fuse.JournalSlots.Entry;
import io.bailiff.agent.host.fuse.JournalSlots.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestJournalTest {

    @TempDir
    Path directory;

    private Path file;
    private RequestJournal journal;

    @BeforeEach
    void create() throws IOException {
        file = directory.resolve("journal");
        journal = RequestJournal.create(file);
    }

    @Test
    void theNextAgentReadsTheRecordsThatWereNotRemoved() throws IOException {
        int removed = add(Kind.OPEN, 2, "");
        int write = add(Kind.WRITE, 4, "bytes\u0000\u00ff");
        int started = add(Kind.WRITE, 6, "x".repeat(JournalSlots.LONGEST_TEXT));
        journal.slots().change(started, Kind.STARTED);
        journal.remove(removed);

        assertThat(RequestJournal.resume(file).entries())
                .containsExactly(
                        new Entry(write, Kind.WRITE, 4, 40, 400, 4000, "bytes\u0000\u00ff"),
                        new Entry(started, Kind.STARTED, 6, 60, 600, 6000, "x".repeat(JournalSlots.LONGEST_TEXT)));
    }

    @Test
    void theJournalIsLimited() throws IOException {
        Set<Integer> slots = new HashSet<>();
        for (int count = 0; count < RequestJournal.MOST; count++) {
            slots.add(add(Kind.OPEN, count, ""));
        }

        assertThat(slots).hasSize(RequestJournal.MOST).doesNotContain(-1);
        assertThat(add(Kind.OPEN, 1, "")).isEqualTo(-1);
        journal.remove(7);
        assertThat(add(Kind.OPEN, 1, "")).isEqualTo(7);
        assertThat(Files.size(file)).isLessThan(70_000_000L);
    }

    @Test
    void onlyTheOwnerCanReadTheJournal() throws IOException {
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void ticketsContinueAfterARestart() throws IOException {
        long ticket = journal.nextTicket();

        assertThat(RequestJournal.resume(file).nextTicket()).isEqualTo(ticket + 1);
        assertThat(RequestJournal.create(file).nextTicket()).isGreaterThan(ticket + 1);
    }

    @Test
    void theFirstUnsureRequestStaysUntilEverythingIsSure() throws IOException {
        journal.read(10);
        RequestJournal second = RequestJournal.resume(file);
        assertThat(second.firstUnsure()).isEqualTo(10);
        second.read(20);
        RequestJournal third = RequestJournal.resume(file);
        assertThat(third.firstUnsure()).isEqualTo(10);
        third.sure();
        third.read(30);

        assertThat(RequestJournal.resume(file).firstUnsure()).isEqualTo(30);
    }

    @Test
    void aFileThatIsNoJournalIsNotResumed() throws IOException {
        Path other = Files.write(directory.resolve("other"), new byte[5000]);

        assertThatThrownBy(() -> RequestJournal.resume(other)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> RequestJournal.resume(directory.resolve("absent")))
                .isInstanceOf(IOException.class);
    }

    private int add(Kind kind, long number, String text) {
        return journal.add(
                kind,
                number,
                number * 10,
                number * 100,
                number * 1000,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
