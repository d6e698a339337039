// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class DetachedWriteTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path root;

    private HostTree tree;
    private LinuxFiles files;

    @BeforeEach
    void setUp() {
        tree = new HostTree(root);
        files = tree.files();
    }

    /** A test that fails must not leave a process waiting for ever on its pipe. */
    @AfterEach
    void endWriters() {
        writer().ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void theValueArrivesAndNothingIsTruncated() throws Exception {
        tree.file("/sys/unbind", "................");

        files.writeDetached("/sys/unbind", "0000:02:01.0", LONG);

        assertThat(Files.readString(tree.at("/sys/unbind"))).isEqualTo("0000:02:01.0....");
    }

    @Test
    void aPathWithBlanksAndQuotesIsJustAPath() throws Exception {
        tree.file("/sys/a 'b' $c/unbind", "");

        files.writeDetached("/sys/a 'b' $c/unbind", "x", LONG);

        assertThat(Files.readString(tree.at("/sys/a 'b' $c/unbind"))).isEqualTo("x");
    }

    @Test
    void aFileThatIsNotThereIsNotCreated() {
        tree.directory("/sys");

        assertError(HostError.NO_ENTRY, new LinuxFiles(root), "/sys/unbind", "x");
        assertThat(tree.at("/sys/unbind")).doesNotExist();
    }

    @Test
    void theKernelsRefusalsAreToldApart() {
        LinuxFiles machine = new LinuxFiles(Path.of("/"));

        assertError(HostError.INVALID, machine, "/proc/sys/kernel/panic_on_oops", "not a number");
        assertError(HostError.DENIED, machine, "/proc/self/uid_map", "0 0 1");
        assertError(HostError.OTHER, machine, "/dev/full", "x");
    }

    @Test
    void aWriteThatIsNotFinishedInTimeIsLeftAloneAndMayHappenLater() throws Exception {
        makePipe("/sys/unbind");

        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> files.writeDetached("/sys/unbind", "later", Duration.ofMillis(200)))
                .satisfies(failure -> assertThat(failure.error()).isEqualTo(HostError.TIMED_OUT))
                .withMessageContaining("200 ms");

        try (InputStream reader = Files.newInputStream(tree.at("/sys/unbind"))) {
            assertThat(new String(reader.readAllBytes(), UTF_8)).isEqualTo("later");
        }
    }

    @Test
    void theHelperIgnoresTheSignalsThatEndTheAgent() throws Exception {
        makePipe("/sys/unbind");
        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> files.writeDetached("/sys/unbind", "kept", Duration.ofMillis(200)));
        ProcessHandle helper = Awaitility.await("the shell's exec of dd, after its trap")
                .until(DetachedWriteTest::writer, Optional::isPresent)
                .orElseThrow();

        helper.destroy();

        try (InputStream reader = Files.newInputStream(tree.at("/sys/unbind"))) {
            assertThat(new String(reader.readAllBytes(), UTF_8)).isEqualTo("kept");
        }
        Awaitility.await().until(() -> !helper.isAlive());
    }

    private static Optional<ProcessHandle> writer() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/dd"))
                .findFirst();
    }

    private void makePipe(String path) throws Exception {
        Files.createDirectories(tree.at(path).getParent());
        assertThat(new ProcessBuilder("mkfifo", tree.at(path).toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void assertError(HostError error, LinuxFiles files, String path, String value) {
        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> files.writeDetached(path, value, LONG))
                .satisfies(failure -> assertThat(failure.error()).isEqualTo(error));
    }
}
