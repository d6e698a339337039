// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.OpenInterceptor.Access;
import io.bailiff.agent.host.OpenInterceptor.Event;
import io.bailiff.agent.host.OpenInterceptor.Opening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readers and writers of ordinary files of this machine, by programs and by single calls. Needs root. */
@Tag("jdk")
class OpenerAccessTest {

    /** The file and the flags are arguments of the program. */
    private static final String PERL = "my ($file, $flags) = ($ARGV[0] . qq(\\0), $ARGV[1] + 0);";

    @TempDir
    Path directory;

    private Path file;
    private FanotifyInterceptor interceptor;

    @BeforeEach
    void hold() throws IOException {
        file = Files.createFile(directory.resolve("override"));
        interceptor = FanotifyInterceptor.open(Path.of("/"), directory);
        interceptor.hold(file.toString());
    }

    @AfterEach
    void close() {
        interceptor.close();
    }

    @ParameterizedTest
    @CsvSource({
        "cat \"$0\", READS",
        ": < \"$0\", READS",
        ": > \"$0\", WRITES",
        ": >> \"$0\", WRITES",
        ": <> \"$0\", WRITES",
        "dd if=/dev/null of=\"$0\" conv=notrunc, WRITES",
        "exec \"$0\", UNKNOWN",
    })
    void programsAreJudgedByTheFlagsOfTheirOpen(String script, Access access) throws Exception {
        assertThat(file.toFile().setExecutable(true)).isTrue();
        assertThat(accessOf("/bin/sh", "-c", script, file.toString())).isEqualTo(access);
    }

    @ParameterizedTest
    @CsvSource({"0, READS", "1, WRITES", "2, WRITES", "512, WRITES"})
    void openat2IsJudgedByTheFlagsInTheMemoryOfTheProgram(String flags, Access access) throws Exception {
        assertThat(perl("syscall(437, -100, $file, pack('QQQ', $flags, 0, 0), 24);", flags))
                .isEqualTo(access);
    }

    @ParameterizedTest
    @EnabledOnOs(architectures = "amd64")
    @CsvSource({"2, 0, READS", "2, 1, WRITES", "85, 0, WRITES"})
    void oldCallsOfX86AreJudgedByTheirFlags(String number, String flags, Access access) throws Exception {
        assertThat(perl("syscall(" + number + ", $file, $flags);", flags)).isEqualTo(access);
    }

    @ParameterizedTest
    @EnabledOnOs(architectures = "amd64")
    @CsvSource({"0, READS", "1, WRITES"})
    void anOpenByHandleIsJudgedByItsFlags(String flags, Access access) throws Exception {
        String script = "my ($handle, $mount) = (pack('Ll', 128, 0) . qq(\\0) x 128, pack('l', 0));"
                + "syscall(303, -100, $file, $handle, $mount, 0);"
                + "opendir(my $directory, '" + directory + "'); syscall(304, fileno($directory), $handle, $flags);";
        assertThat(perl(script, flags)).isEqualTo(access);
    }

    @Test
    void anOpenNamesTheThreadAndTheProcess() throws Exception {
        FutureTask<String> reader = start(() -> Files.readString(file));
        Opening opening = nextOpening();
        assertThat(opening.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(Path.of("/proc/self/task/" + opening.thread())).isDirectory();
        assertThat(opening.thread()).isNotEqualTo(opening.pid());
        assertThat(interceptor.access(opening)).isEqualTo(Access.READS);
        interceptor.allow(opening.ticket());
        assertThat(reader.get(60, TimeUnit.SECONDS)).isEmpty();

        FutureTask<Path> writer = start(() -> Files.writeString(file, "1"));
        opening = nextOpening();
        assertThat(interceptor.access(opening)).isEqualTo(Access.WRITES);
        interceptor.allow(opening.ticket());
        assertThat(writer.get(60, TimeUnit.SECONDS)).isEqualTo(file);
    }

    @Test
    void aWriteByAThreadNamesTheProcess() throws Exception {
        Path told = Files.createFile(directory.resolve("told"));
        interceptor.reportWrites(told.toString());
        FutureTask<Path> writer = new FutureTask<>(() -> Files.writeString(told, "1"));
        Thread thread = new Thread(() -> {
            writer.run();
            awaitInterruption();
        });
        thread.start();
        assertThat(next())
                .containsExactly(
                        new OpenInterceptor.Written(ProcessHandle.current().pid(), told.toString()));
        thread.interrupt();
        thread.join();
    }

    @Test
    void aGroupThatNamesProcessesIsContinuedAndKnowsTheThreadOfAProcessWithOneThread() throws Exception {
        interceptor.close();
        int former = FanotifyDescriptor.open(EventFiles.READ, 0);
        DescriptorStore.of(directory, KeptDescriptor.OPENS_OF_READABLE_FILES).keep(former);
        Libc.close(former);
        interceptor = FanotifyInterceptor.open(Path.of("/"), directory);
        assertThat(interceptor.inherited()).isTrue();
        interceptor.takeOver(Set.of());
        interceptor.hold(file.toString());
        assertThat(accessOf("cat", file.toString())).isEqualTo(Access.READS);

        FutureTask<String> reader = start(() -> Files.readString(file));
        Opening opening = nextOpening();
        assertThat(opening.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(opening.thread()).isZero();
        assertThat(interceptor.access(opening)).isEqualTo(Access.UNKNOWN);
        interceptor.allow(opening.ticket());
        assertThat(reader.get(60, TimeUnit.SECONDS)).isEmpty();
    }

    private Access perl(String script, String flags) throws Exception {
        return accessOf("perl", "-e", PERL + script, file.toString(), flags);
    }

    /** Returns the access of the first open by a command, and denies the open. */
    private Access accessOf(String... command) throws Exception {
        Process opener = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Opening opening = nextOpening();
            Access access = interceptor.access(opening);
            interceptor.deny(opening.ticket());
            return access;
        } finally {
            opener.destroyForcibly().waitFor();
        }
    }

    private static <T> FutureTask<T> start(Callable<T> open) {
        FutureTask<T> task = new FutureTask<>(open);
        new Thread(task).start();
        return task;
    }

    private static void awaitInterruption() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException seen) {
            Thread.currentThread().interrupt();
        }
    }

    private Opening nextOpening() throws HostFileException {
        return (Opening) next().get(0);
    }

    private List<Event> next() throws HostFileException {
        List<Event> events = List.of();
        while (events.isEmpty()) {
            events = interceptor.await(Duration.ofSeconds(1));
        }
        return events;
    }
}
