// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.agent.host.OpenInterceptor.Access;
import io.bailiff.agent.host.OpenInterceptor.Event;
import io.bailiff.agent.host.OpenInterceptor.Lost;
import io.bailiff.agent.host.OpenInterceptor.Opening;
import io.bailiff.agent.host.OpenInterceptor.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On ordinary files of this machine; what sysfs does is in the lab's contract. Needs root. */
@Tag("jdk")
class FanotifyInterceptorTest {

    /** A file of sysfs with mode 0444 on every kernel. */
    private static final String ONLY_READABLE = "/sys/kernel/fscaps";

    /** A file of sysfs with mode 0644 on every machine. */
    private static final String READABLE_AND_WRITABLE = "/sys/kernel/mm/ksm/run";

    /** A file of sysfs with mode 0200 on every machine. */
    private static final String ONLY_WRITABLE = "/sys/bus/platform/drivers_probe";

    /** The exit status of a process that SIGTERM has ended, in Java: 128 plus the number of the signal. */
    private static final int TERMINATED = 143;

    @TempDir
    Path directory;

    private Path file;
    /** Who got through; this process cannot read the file itself, because its own opens are held too. */
    private Path done;

    private FanotifyInterceptor interceptor;
    private final List<Process> openers = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        file = Files.createFile(
                directory.resolve("bind"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("-w-------")));
        done = directory.resolve("done");
        interceptor = FanotifyInterceptor.open(Path.of("/"), directory);
    }

    @AfterEach
    void close() throws InterruptedException {
        interceptor.close();
        for (Process opener : openers) {
            opener.destroyForcibly().waitFor();
        }
    }

    @Test
    void anOpenerSleepsUntilItIsLetThrough() throws Exception {
        interceptor.hold(file.toString());
        Process opener = writer("1");
        Opening opening = nextOpening();
        assertThat(opening.path()).isEqualTo(file.toString());
        assertThat(opening.pid()).isEqualTo(opener.pid());
        assertThat(opener.isAlive()).isTrue();
        assertThat(done).doesNotExist();
        interceptor.allow(opening.ticket());
        assertThat(exitOf(opener)).isZero();
        assertThat(done).hasContent("1");
    }

    @Test
    void anOpenerThatIsDeniedFails() throws Exception {
        interceptor.hold(file.toString());
        Process opener = writer("1");
        interceptor.deny(nextOpening().ticket());
        assertThat(exitOf(opener)).isNotZero();
        assertThat(new String(opener.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Operation not permitted");
        assertThat(done).doesNotExist();
    }

    /** Sysfs lets nobody open such a file for writing, not even the kernel for an event. */
    @Test
    void readersOfAFileThatNobodyMayWriteAreHeld() throws Exception {
        interceptor.hold(ONLY_READABLE);
        interceptor.hold(ONLY_READABLE);
        Process reader = start("cat", ONLY_READABLE);
        Opening opening = nextOpening();
        assertThat(opening.path()).isEqualTo(ONLY_READABLE);
        assertThat(opening.pid()).isEqualTo(reader.pid());
        assertThat(reader.isAlive()).isTrue();
        interceptor.allow(opening.ticket());
        assertThat(exitOf(reader)).isZero();

        interceptor.release(ONLY_READABLE);

        assertThat(exitOf(start("cat", ONLY_READABLE))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {ONLY_READABLE, READABLE_AND_WRITABLE})
    void aReaderThroughAReadOnlyMountIsHeldAndLetThrough(String path) throws Exception {
        interceptor.hold(path);
        Process reader = inReadOnlySysfs("cat " + path);
        Opening opening = nextOpening();
        assertThat(opening.path()).isEqualTo(path);
        assertThat(interceptor.access(opening)).isEqualTo(Access.READS);
        interceptor.allow(opening.ticket());
        assertThat(exitOf(reader)).isZero();
    }

    /** The reader could not read such a file anyway, and a writer gets EROFS without an event. */
    @Test
    void anOpenThatTheKernelCannotReportFailsAndTheNextIsHeld() throws Exception {
        interceptor.hold(ONLY_WRITABLE);
        Process reader = inReadOnlySysfs("cat " + ONLY_WRITABLE);
        assertThat(next(reader)).isEmpty();
        assertThat(exitOf(reader)).isNotZero();
        Process next = start("cat", ONLY_WRITABLE);
        interceptor.allow(nextOpening().ticket());
        assertThat(exitOf(next)).as("sysfs enforces the mode even for root").isNotZero();
        assertThat(interceptor.capacity().refused()).isZero();
    }

    @Test
    void aReaderGoesOnWhenTheAgentIsKilledUnlessAnOpenIsPersisted() throws Exception {
        interceptor.hold(ONLY_READABLE);
        Process reader = start("cat", ONLY_READABLE);
        nextOpening();
        interceptor = afterAKill(interceptor);
        assertThat(exitOf(reader)).isZero();
        assertThat(exitOf(start("cat", ONLY_READABLE))).isZero();
        assertThat(interceptor.takeOver(Set.of())).isEmpty();

        interceptor.hold(ONLY_READABLE);
        Process held = start("cat", ONLY_READABLE);
        Opening opening = nextOpening();
        interceptor.persist(opening.ticket());
        Process unknown = start("cat", ONLY_READABLE);
        nextOpening();
        interceptor = afterAKill(interceptor);
        assertThat(interceptor.takeOver(Set.of(opening.ticket()))).isEmpty();
        assertThat(exitOf(unknown)).as("a refusal may be on record").isNotZero();
        assertThat(held.isAlive()).isTrue();
        interceptor.deny(opening.ticket());
        assertThat(exitOf(held)).isNotZero();
        assertThat(holderOfReaders()).isEmpty();
    }

    @Test
    void aSuccessorIsToldOfAnOpenThatTheKernelHasLetThrough() throws Exception {
        interceptor.hold(ONLY_READABLE);
        Process reader = start("cat", ONLY_READABLE);
        long ticket = nextOpening().ticket();
        interceptor = afterAKill(interceptor);
        assertThat(interceptor.takeOver(Set.of(ticket))).containsExactly(ticket);
        assertThat(exitOf(reader)).isZero();
    }

    @Test
    void anInterceptorThatIsClosedDeniesAPersistedOpenAndLetsReadersThrough() throws Exception {
        interceptor.hold(ONLY_READABLE);
        Process held = start("cat", ONLY_READABLE);
        interceptor.persist(nextOpening().ticket());
        Process reader = start("cat", ONLY_READABLE);
        nextOpening();
        Process unread = start("cat", ONLY_READABLE);
        await().until(() -> stateOf(unread).equals("D"));
        interceptor.close();
        assertThat(exitOf(held)).isNotZero();
        assertThat(exitOf(reader)).isZero();
        assertThat(exitOf(unread)).isZero();
        assertThat(holderOfReaders()).isEmpty();
    }

    @Test
    void anOpenerThatIsEndedDoesNothingAfterTheOpen() throws Exception {
        interceptor.hold(file.toString());
        Process opener = start("/bin/sh", "-c", ": > " + file + "; echo 1 >> " + done);
        Opening opening = nextOpening();

        interceptor.endOpener(opening.pid());
        interceptor.deny(opening.ticket());

        assertThat(exitOf(opener)).isEqualTo(TERMINATED);
        assertThat(done).doesNotExist();
    }

    @Test
    void openersAreAnsweredEachForItself() throws Exception {
        interceptor.hold(file.toString());
        Process one = writer("1");
        Opening first = nextOpening();
        Process two = writer("2");
        Opening second = nextOpening();
        interceptor.allow(second.ticket());
        assertThat(exitOf(two)).isZero();
        assertThat(one.isAlive()).isTrue();
        interceptor.deny(first.ticket());
        assertThat(exitOf(one)).isNotZero();
        assertThat(done).hasContent("2");
    }

    @Test
    void theTicketOfAnOpenerThatWasKilledAnswersNobodyElse() throws Exception {
        interceptor.hold(file.toString());
        Process killed = writer("1");
        Opening first = nextOpening();
        killed.destroyForcibly().waitFor();
        Process other = writer("2");
        Opening second = nextOpening();
        interceptor.deny(first.ticket());
        interceptor.allow(second.ticket());
        assertThat(exitOf(other)).isZero();
        assertThat(done).hasContent("2");
    }

    @Test
    void aWriteIsToldWithItsWriterAndAReadIsNot() throws Exception {
        interceptor.reportWrites(file.toString());
        start("cat", file.toString()).waitFor();
        Process writer = writer("1");
        writer.waitFor();
        assertThat(next()).containsExactly(new Written(writer.pid(), file.toString()));
    }

    @Test
    void whatAnAgentLeavesUnansweredItsSuccessorCanAnswer() throws Exception {
        interceptor.hold(file.toString());
        Process one = writer("1");
        Opening first = nextOpening();
        Process two = writer("2");
        nextOpening();
        interceptor = afterAKill(interceptor);
        assertThat(interceptor.inherited()).isTrue();
        interceptor.takeOver(Set.of(first.ticket()));
        assertThat(exitOf(two)).as("nobody knew of it, so it is denied").isNotZero();
        assertThat(one.isAlive()).isTrue();
        interceptor.allow(first.ticket());
        assertThat(exitOf(one)).isZero();
        assertThat(done).hasContent("1");
    }

    @Test
    void aGateIsInheritedHoweverSoonItsAgentIsKilled() throws Exception {
        for (int round = 0; round < 100; round++) {
            interceptor = afterAKill(interceptor);
            assertThat(interceptor.inherited()).as("round %d", round).isTrue();
            interceptor.close();
            interceptor = FanotifyInterceptor.open(Path.of("/"), directory);
        }
    }

    @Test
    void whoeverCameWhileThereWasNoAgentIsHeldToo() throws Exception {
        interceptor.hold(file.toString());
        FanotifyInterceptor dead = interceptor;
        Process opener = writer("1");
        await().until(() -> stateOf(opener).equals("D"));
        interceptor = afterAKill(dead);
        interceptor.takeOver(Set.of());
        interceptor.allow(nextOpening().ticket());
        assertThat(exitOf(opener)).isZero();
    }

    @Test
    void aGateThatClosesDeniesThoseWhoAreHeldAndHoldsNobodyAnyMore() throws Exception {
        interceptor.hold(file.toString());
        Process read = writer("1");
        nextOpening();
        Process unread = writer("2");
        await().until(() -> stateOf(unread).equals("D"));
        interceptor.close();
        assertThat(exitOf(read)).isNotZero();
        assertThat(exitOf(unread)).isNotZero();
        assertThat(exitOf(writer("3"))).isZero();
        interceptor = FanotifyInterceptor.open(Path.of("/"), directory);
        assertThat(interceptor.inherited()).isFalse();
    }

    @Test
    void aHolderThatDoesNotKnowTheSecretOfTheStateDirectoryIsNotTakenOver() throws Exception {
        long holder = new HolderSearch(Path.of("/proc"), directory, KeptDescriptor.OPENS)
                .find()
                .orElseThrow();
        Files.delete(directory.resolve("guard-secret"));
        interceptor = afterAKill(interceptor);
        assertThat(interceptor.inherited()).isFalse();
        ProcessHandle.of(holder).orElseThrow().destroy();
    }

    @Test
    void openersAboveTheLimitAreDeniedAndTheOthersAreHeld() throws Exception {
        Process openers = start(
                "/bin/sh",
                "-c",
                onceThereIs(directory.resolve("now")) + "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do ("
                        + write("$i") + ") & done; wait");
        interceptor.close();
        interceptor = FanotifyInterceptor.open(Path.of("/"), directory, NoDescriptors.numberAboveFree(10));
        interceptor.hold(file.toString());
        Files.createDirectory(directory.resolve("now"));
        List<Long> held = new ArrayList<>();
        while (held.size() + interceptor.capacity().refused() < 16) {
            for (Event event : interceptor.await(Duration.ofSeconds(1))) {
                long ticket = ((Opening) event).ticket();
                if (interceptor.canHold(ticket)) {
                    held.add(ticket);
                } else {
                    interceptor.refuse(ticket);
                }
            }
        }
        assertThat(held).hasSizeBetween(1, 10);
        assertThat(done).doesNotExist();

        held.forEach(interceptor::allow);

        assertThat(openers.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(done)).hasSameSizeAs(held);
    }

    @Test
    void withoutAFreeDescriptorTheKernelDeniesTheOpenAndTheInterceptorGoesOn() throws Exception {
        interceptor.hold(file.toString());
        interceptor.await(Duration.ZERO);
        // The class is loaded while descriptors are free.
        Event lost = new Lost();
        Process late = start("/bin/sh", "-c", onceThereIs(directory.resolve("now")) + write("1"));
        List<Event> events;
        NoDescriptors none = new NoDescriptors();
        try {
            Files.createDirectory(directory.resolve("now"));
            events = next();
        } finally {
            none.free();
        }
        assertThat(events).containsExactly(lost);
        assertThat(exitOf(late)).isNotZero();
        assertThat(interceptor.capacity().refused()).isEqualTo(1);

        Process next = writer("2");
        interceptor.allow(nextOpening().ticket());
        assertThat(exitOf(next)).isZero();
        assertThat(done).hasContent("2");
    }

    private static String onceThereIs(Path directory) {
        return "until [ -d " + directory + " ]; do sleep 0.02; done; ";
    }

    /** What a kill leaves of an interceptor: its holder. The descriptor of this process goes, and nothing is answered. */
    private FanotifyInterceptor afterAKill(FanotifyInterceptor interceptor) throws IOException {
        interceptor.abandon();
        return FanotifyInterceptor.open(Path.of("/"), directory);
    }

    private Opening nextOpening() throws HostFileException {
        return (Opening) next().get(0);
    }

    private List<Event> next() throws HostFileException {
        List<Event> events = List.of();
        for (int look = 0; events.isEmpty() && look < 60; look++) {
            events = interceptor.await(Duration.ofSeconds(1));
        }
        assertThat(events).as("events within a minute").isNotEmpty();
        return events;
    }

    private Process writer(String value) throws IOException {
        return start("/bin/sh", "-c", write(value));
    }

    private String write(String value) {
        return "echo " + value + " > " + file + " && echo " + value + " >> " + done;
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

    private Process inReadOnlySysfs(String command) throws IOException {
        return start("unshare", "--mount", "/bin/sh", "-c", "mount -o remount,bind,ro /sys && exec " + command);
    }

    private Optional<Long> holderOfReaders() {
        return new HolderSearch(Path.of("/proc"), directory, KeptDescriptor.OPENS_OF_READABLE_FILES).find();
    }

    /** Returns the events until the process has ended. */
    private List<Event> next(Process until) throws HostFileException {
        List<Event> events = new ArrayList<>();
        while (until.isAlive()) {
            events.addAll(interceptor.await(Duration.ofMillis(10)));
        }
        return events;
    }

    private static String stateOf(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }
}
