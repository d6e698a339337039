// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static io.bailiff.agent.host.fuse.CoveredHost.exitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writers of an agent that is killed. Needs root and /dev/fuse. */
@Tag("jdk")
class KilledAgentTest {

    @TempDir
    Path directory;

    private CoveredHost host;
    private Path bind;

    @BeforeEach
    void cover() throws Exception {
        host = new CoveredHost(directory);
        bind = host.file("bind");
        host.cover(bind);
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void theNextAgentAnswersTheHeldWritersThatItKnowsAndTheOthersFail() throws Exception {
        List<Process> writers = new ArrayList<>();
        List<Writing> writes = new ArrayList<>();
        for (int index = 0; index < 3; index++) {
            writers.add(host.write("hold " + index, bind));
            writes.add(host.nextHeld());
        }

        host.kill();
        assertThat(host.interceptor().inherited()).isTrue();
        assertThat(host.interceptor().covered()).containsExactly(bind.toString());
        host.takeOver(Set.of(writes.get(0).ticket(), writes.get(1).ticket()));

        assertThat(exitOf(writers.get(2))).isNotZero();
        host.interceptor().perform(writes.get(1).ticket());
        assertThat(exitOf(writers.get(1))).isZero();
        host.interceptor().fail(writes.get(0).ticket());
        assertThat(exitOf(writers.get(0))).isNotZero();
        assertThat(host.real(bind)).hasContent("hold 1\n");
    }

    @Test
    void whileThereIsNoAgentWritersWait() throws Exception {
        Process held = host.write("hold", bind);
        Writing writing = host.nextHeld();
        host.interceptor().abandon();
        List<Process> waiting = new ArrayList<>();
        for (int index = 0; index < 10; index++) {
            waiting.add(host.write("new", bind));
        }
        Process killed = host.write("killed", bind);
        killed.destroyForcibly();
        exitOf(killed);
        assertThat(waiting).allMatch(Process::isAlive);
        assertThat(host.real(bind)).isEmptyFile();

        host.kill();
        host.takeOver(Set.of(writing.ticket()));

        for (Process writer : waiting) {
            assertThat(exitOf(writer)).isZero();
        }
        assertThat(held.isAlive()).isTrue();
        host.interceptor().perform(writing.ticket());
        assertThat(exitOf(held)).isZero();
        assertThat(Files.readAllLines(host.real(bind))).hasSize(11);
    }

    @Test
    void withoutTheJournalTheHeldWritersFailAndTheFilesStayCovered() throws Exception {
        Process held = host.write("hold", bind);
        Writing writing = host.nextHeld();
        Files.delete(directory.resolve("state/covered-writes"));

        host.kill();
        host.takeOver(Set.of(writing.ticket()));

        assertThat(exitOf(held)).isNotZero();
        assertThat(host.interceptor().covered()).containsExactly(bind.toString());
        assertThat(exitOf(host.write("1", bind))).isZero();
        assertThat(host.real(bind)).hasContent("1\n");
    }

    @Test
    void aFileIsCoveredThroughManyKills() throws Exception {
        for (int round = 0; round < 20; round++) {
            Process held = host.write("hold", bind);
            Writing writing = host.nextHeld();
            host.kill();
            assertThat(host.interceptor().inherited()).as("round %d", round).isTrue();
            host.takeOver(Set.of(writing.ticket()));
            host.cover(bind);
            host.interceptor().perform(writing.ticket());
            assertThat(exitOf(held)).isZero();
        }
        assertThat(Files.readAllLines(host.real(bind))).hasSize(20);
        assertThat(host.mounts()).hasSize(3);
    }
}
