package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.host.OpenGate.Event;
import io.bailiff.agent.host.OpenGate.Opening;
import io.bailiff.agent.host.OpenGate.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On ordinary files of this machine; what sysfs does is in the lab's contract. Needs root. */
@Tag("jdk")
class FanotifyGateTest {

    @TempDir
    Path directory;

    private Path file;
    /** Who got through; this process cannot read the file itself, because its own opens are held too. */
    private Path done;

    private FanotifyGate gate;
    private final List<Process> openers = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        file = Files.createFile(directory.resolve("bind"));
        done = directory.resolve("done");
        gate = FanotifyGate.open(Path.of("/"), directory);
    }

    @AfterEach
    void close() throws InterruptedException {
        gate.close();
        for (Process opener : openers) {
            opener.destroyForcibly().waitFor();
        }
    }

    @Test
    void anOpenerSleepsUntilItIsLetThrough() throws Exception {
        gate.hold(file.toString());
        Process opener = writer("1");
        Opening opening = nextOpening();
        assertThat(opening.path()).isEqualTo(file.toString());
        assertThat(opening.pid()).isEqualTo(opener.pid());
        assertThat(opener.isAlive()).isTrue();
        assertThat(done).doesNotExist();
        gate.allow(opening.ticket());
        assertThat(exitOf(opener)).isZero();
        assertThat(done).hasContent("1");
    }

    @Test
    void anOpenerThatIsDeniedFails() throws Exception {
        gate.hold(file.toString());
        Process opener = writer("1");
        gate.deny(nextOpening().ticket());
        assertThat(exitOf(opener)).isNotZero();
        assertThat(new String(opener.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Operation not permitted");
        assertThat(done).doesNotExist();
    }

    @Test
    void openersAreAnsweredEachForItself() throws Exception {
        gate.hold(file.toString());
        Process one = writer("1");
        Opening first = nextOpening();
        Process two = writer("2");
        Opening second = nextOpening();
        gate.allow(second.ticket());
        assertThat(exitOf(two)).isZero();
        assertThat(one.isAlive()).isTrue();
        gate.deny(first.ticket());
        assertThat(exitOf(one)).isNotZero();
        assertThat(done).hasContent("2");
    }

    @Test
    void theTicketOfAnOpenerThatWasKilledAnswersNobodyElse() throws Exception {
        gate.hold(file.toString());
        Process killed = writer("1");
        Opening first = nextOpening();
        killed.destroyForcibly().waitFor();
        Process other = writer("2");
        Opening second = nextOpening();
        gate.deny(first.ticket());
        gate.allow(second.ticket());
        assertThat(exitOf(other)).isZero();
        assertThat(done).hasContent("2");
    }

    @Test
    void aWriteIsToldWithItsWriterAndAReadIsNot() throws Exception {
        gate.tellWrites(file.toString());
        start("cat", file.toString()).waitFor();
        Process writer = writer("1");
        writer.waitFor();
        assertThat(next()).containsExactly(new Written(writer.pid(), file.toString()));
    }

    @Test
    void whatAnAgentLeavesUnansweredItsSuccessorCanAnswer() throws Exception {
        gate.hold(file.toString());
        Process one = writer("1");
        Opening first = nextOpening();
        Process two = writer("2");
        nextOpening();
        gate = afterAKill(gate);
        assertThat(gate.inherited()).isTrue();
        gate.takeOver(Set.of(first.ticket()));
        assertThat(exitOf(two)).as("nobody knew of it, so it is denied").isNotZero();
        assertThat(one.isAlive()).isTrue();
        gate.allow(first.ticket());
        assertThat(exitOf(one)).isZero();
        assertThat(done).hasContent("1");
    }

    @Test
    void aGateIsInheritedHoweverSoonItsAgentIsKilled() throws Exception {
        for (int round = 0; round < 100; round++) {
            gate = afterAKill(gate);
            assertThat(gate.inherited()).as("round %d", round).isTrue();
            gate.close();
            gate = FanotifyGate.open(Path.of("/"), directory);
        }
    }

    @Test
    void whoeverCameWhileThereWasNoAgentIsHeldToo() throws Exception {
        gate.hold(file.toString());
        FanotifyGate dead = gate;
        Process opener = writer("1");
        await().until(() -> stateOf(opener).equals("D"));
        gate = afterAKill(dead);
        gate.takeOver(Set.of());
        gate.allow(nextOpening().ticket());
        assertThat(exitOf(opener)).isZero();
    }

    @Test
    void aGateThatClosesDeniesThoseWhoAreHeldAndHoldsNobodyAnyMore() throws Exception {
        gate.hold(file.toString());
        Process read = writer("1");
        nextOpening();
        Process unread = writer("2");
        await().until(() -> stateOf(unread).equals("D"));
        gate.close();
        assertThat(exitOf(read)).isNotZero();
        assertThat(exitOf(unread)).isNotZero();
        assertThat(exitOf(writer("3"))).isZero();
        gate = FanotifyGate.open(Path.of("/"), directory);
        assertThat(gate.inherited()).isFalse();
    }

    /** What a kill leaves of a gate: its keeper. The descriptor of this process goes, and nothing is answered. */
    private FanotifyGate afterAKill(FanotifyGate gate) throws IOException {
        gate.abandon();
        return FanotifyGate.open(Path.of("/"), directory);
    }

    private Opening nextOpening() throws HostFileException {
        return (Opening) next().get(0);
    }

    private List<Event> next() throws HostFileException {
        List<Event> events = List.of();
        while (events.isEmpty()) {
            events = gate.await(Duration.ofSeconds(1));
        }
        return events;
    }

    private Process writer(String value) throws IOException {
        return start("/bin/sh", "-c", "echo " + value + " > " + file + " && echo " + value + " >> " + done);
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        openers.add(process);
        return process;
    }

    /** One that is never answered sleeps for ever. */
    private static int exitOf(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("it has been answered")
                .isTrue();
        return process.exitValue();
    }

    private static String stateOf(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }
}
