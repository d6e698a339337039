// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static io.bailiff.agent.host.fuse.CoveredHost.exitOf;
import static io.bailiff.agent.host.fuse.CoveredHost.outputOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.WriteInterceptor.Writing;
import io.bailiff.agent.host.fuse.JournalSlots.Entry;
import io.bailiff.agent.host.fuse.JournalSlots.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Writes that hang, or that were begun when the agent or its writer process was killed. A full pipe in place of the real file keeps a write
 * from ending. Needs root and /dev/fuse.
 */
@Tag("jdk")
class BegunWritesTest extends OneCoveredFile {

    private static final int NO_WRITER = 1;
    private static final int PIPE = 65_536;

    @Test
    void aWriteThatHangsDelaysNoOtherWrite() throws Exception {
        Process pipe = fullPipe();
        Process hanging = host.write("hanging", bind);
        awaitKind(Kind.STARTED);
        Path other = host.file("unbind");
        host.cover(bind, other);

        assertThat(outputOf(host.write("1", other))).isEmpty();
        assertThat(host.real(other)).hasContent("1\n");
        assertThat(hanging.isAlive()).isTrue();

        assertThat(drained(pipe)).isEqualTo("hanging");
        assertThat(outputOf(hanging)).isEmpty();
    }

    @Test
    void aWriteThatHangsWhenTheAgentIsKilledIsMadeOnceAndItsWriterGetsTheOutcome() throws Exception {
        Process pipe = fullPipe();
        Process hanging = host.write("hanging", bind);
        awaitKind(Kind.STARTED);

        host.kill();
        host.takeOver(Set.of());
        Path other = host.file("unbind");
        host.cover(bind, other);
        assertThat(outputOf(host.write("1", other))).isEmpty();
        assertThat(hanging.isAlive()).isTrue();

        assertThat(drained(pipe)).isEqualTo("hanging");
        assertThat(outputOf(hanging)).isEmpty();
        assertThat(host.seen).extracting(Writing::text).containsExactly("hanging\n", "1\n");
    }

    @Test
    void theWriterGetsEioIfAgentAndWriterProcessAreKilledDuringTheWrite() throws Exception {
        fullPipe();
        Process hanging = host.start("echo hanging | dd status=none conv=notrunc of=" + bind);
        awaitKind(Kind.STARTED);

        host.abandon();
        killWriterProcess();
        host.next();
        host.takeOver(Set.of());

        assertThat(outputOf(hanging)).endsWith("Input/output error");
        assertThat(host.seen).hasSize(1);
    }

    @Test
    void theWriterGetsEioIfTheWriterProcessIsKilledDuringTheWrite() throws Exception {
        fullPipe();
        Process hanging = host.start("echo hanging | dd status=none conv=notrunc of=" + bind);
        awaitKind(Kind.STARTED);

        killWriterProcess();

        assertThat(outputOf(hanging)).endsWith("Input/output error");
    }

    @Test
    void aWriterProcessThatIsKilledIsReplaced() throws Exception {
        assertThat(exitOf(host.write("1", bind))).isZero();
        killWriterProcess();

        assertThat(exitOf(host.write("2", bind))).isZero();
        assertThat(host.real(bind)).hasContent("1\n2\n");
    }

    @Test
    void aWriteThatTheWriterProcessHadNotBegunArrivesOnceMore() throws Exception {
        Process writer = host.write("hold", bind);
        Writing writing = host.nextHeld();

        killWithRecord((slots, slot) -> slots.give(slot, NO_WRITER));
        host.takeOver(Set.of());

        assertThat(host.nextHeld()).isEqualTo(writing);
        host.interceptor().perform(writing.ticket());
        assertThat(exitOf(writer)).isZero();
        assertThat(host.real(bind)).hasContent("hold\n");
    }

    @Test
    void aWriteWhoseFileTheWriterProcessCouldNotOpenAfterTheKillArrivesOnceMore() throws Exception {
        Process writer = host.write("hold", bind);
        Writing writing = host.nextHeld();

        killWithRecord((slots, slot) -> {
            slots.give(slot, NO_WRITER);
            slots.rejected(slot, -Numbers.ENOENT);
        });
        host.takeOver(Set.of());

        host.interceptor().perform(host.nextHeld().ticket());
        assertThat(exitOf(writer)).isZero();
        assertThat(host.held).isEmpty();
        assertThat(writing.text()).isEqualTo("hold\n");
    }

    @Test
    void aWriteToAFileThatIsGoneGetsTheErrorOfTheOpen() throws Exception {
        Process writer = host.start("echo hold | dd status=none conv=notrunc of=" + bind);
        Writing writing = host.nextHeld();
        Files.delete(host.real(bind));
        host.interceptor().perform(writing.ticket());

        assertThat(outputOf(writer)).endsWith("No such file or directory");
    }

    @Test
    void aWriteWithAnOutcomeIsAnsweredAndNotMadeAgain() throws Exception {
        Process writer = host.write("hold", bind);
        Writing writing = host.nextHeld();

        killWithRecord((slots, slot) -> slots.made(slot, "hold\n".length()));
        host.takeOver(Set.of(writing.ticket()));

        assertThat(exitOf(writer)).isZero();
        assertThat(host.held).isEmpty();
        assertThat(host.real(bind)).isEmptyFile();
    }

    /** Kills the agent, changes the record of its only write, and opens the next interceptor. */
    private void killWithRecord(ObjIntConsumer<JournalSlots> change) throws Exception {
        host.abandon();
        try (RequestJournal journal = RequestJournal.resume(journal())) {
            change.accept(journal.slots(), write(journal).get(0).slot());
        }
        host.next();
    }

    private Path journal() {
        return directory.resolve("state/covered-writes");
    }

    private static List<Entry> write(RequestJournal journal) {
        return journal.entries().stream()
                .filter(entry -> entry.kind() != Kind.FILE && entry.kind() != Kind.OPEN)
                .toList();
    }

    private void awaitKind(Kind kind) throws IOException {
        try (RequestJournal journal = RequestJournal.resume(journal())) {
            while (journal.entries().stream().noneMatch(entry -> entry.kind() == kind)) {
                Thread.onSpinWait();
            }
        }
    }

    /** Puts a full pipe in place of the real file. The returned process empties the pipe after a line of input. */
    private Process fullPipe() throws Exception {
        Files.delete(host.real(bind));
        Process process = host.start("mkfifo " + host.real(bind) + "; exec 5<>" + host.real(bind) + "; head -c " + PIPE
                + " /dev/zero >&5; echo full; read go; head -c " + PIPE + " <&5 >/dev/null; head -n 1 <&5");
        assertThat(process.getInputStream().readNBytes("full\n".length())).hasSize("full\n".length());
        return process;
    }

    private static String drained(Process pipe) throws Exception {
        pipe.getOutputStream().write('\n');
        pipe.getOutputStream().flush();
        return outputOf(pipe);
    }

    private void killWriterProcess() throws Exception {
        List<ProcessHandle> writers = ProcessHandle.current()
                .children()
                .filter(child -> child.info().arguments().stream()
                        .anyMatch(arguments ->
                                List.of(arguments).contains(journal().toString())))
                .toList();
        assertThat(writers).hasSize(1);
        writers.get(0).destroyForcibly();
        writers.get(0).onExit().get(1, TimeUnit.MINUTES);
    }
}
