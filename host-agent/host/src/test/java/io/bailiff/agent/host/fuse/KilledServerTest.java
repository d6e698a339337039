// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static io.bailiff.agent.host.fuse.CoveredHost.exitOf;
import static io.bailiff.agent.host.fuse.CoveredHost.outputOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.DescriptorStore;
import io.bailiff.agent.host.KeptDescriptor;
import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The writers of an agent that is killed. Needs root and /dev/fuse. */
@Tag("jdk")
class KilledServerTest extends OneCoveredFile {

    private static final int ROUNDS = 5;

    @Test
    void theNextAgentKeepsTheHeldWritersWaitingAndDecidesTheOthersAnew() throws Exception {
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

        assertThat(host.nextHeld()).isEqualTo(writes.get(2));
        assertThat(host.held).isEmpty();
        host.interceptor().fail(writes.get(2).ticket());
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

    @Test
    void aRequestThatAnAgentReadJustBeforeItsEndFails() throws Exception {
        for (boolean stored : new boolean[] {true, false}) {
            host.abandon();
            Process opener = host.write("1", bind);
            readWithoutAnswer(stored);
            host.next();
            // The agent is killed once more, before it takes over.
            host.interceptor().abandon();
            host.next();
            host.takeOver(Set.of());

            assertThat(outputOf(opener)).as("stored %s", stored).endsWith("Operation not permitted");
        }
        assertThat(exitOf(host.write("2", bind))).isZero();
    }

    private void readWithoutAnswer(boolean stored) throws IOException {
        int file = DescriptorStore.of(directory.resolve("state"), KeptDescriptor.WRITES)
                .takeBack()
                .orElseThrow();
        try (FuseDevice device = new FuseDevice(file);
                RequestJournal journal = RequestJournal.resume(directory.resolve("state/covered-writes"))) {
            FuseRequest request = new FuseRequest();
            while (request.operation() != FuseRequest.OPEN) {
                request.length(device.read(request.memory(), -1));
            }
            if (stored) {
                journal.read(request.number());
            }
        }
    }

    @Test
    void realKillsAmidManyWritersLoseAtMostTheWriteThatTheServerIsReading() throws Exception {
        host.abandon();
        Path stop = directory.resolve("stop");
        List<Process> others = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            others.add(host.start("until [ -e " + stop + " ]; do echo go > " + bind + " || echo failed; done"));
        }
        List<String> tickets = new ArrayList<>();
        List<Process> writers = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Process agent = agent(tickets);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8))) {
                lineAfter(lines, "ready");
                for (int index = 0; index < 3; index++) {
                    writers.add(host.write("hold", bind));
                    tickets.add(lineAfter(lines, "held ").substring("held ".length()));
                }
            } finally {
                agent.destroyForcibly().waitFor();
            }
        }
        host.kill();
        Files.createFile(stop);
        host.takeOver(Set.copyOf(tickets.stream().map(Long::valueOf).toList()));

        int failed = 0;
        for (Process other : others) {
            failed += (int) outputOf(other).lines().filter("failed"::equals).count();
        }
        assertThat(failed).isLessThanOrEqualTo(ROUNDS + 1);
        assertThat(writers).allMatch(Process::isAlive);
        tickets.forEach(ticket -> host.interceptor().perform(Long.parseLong(ticket)));
        for (Process writer : writers) {
            assertThat(exitOf(writer)).isZero();
        }
    }

    private Process agent(List<String> tickets) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AgentProcess.class.getName(),
                directory.toString(),
                "bind"));
        command.addAll(tickets);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String lineAfter(BufferedReader lines, String beginning) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = lines.readLine();
        }
        assertThat(line).isNotNull();
        return line;
    }
}
