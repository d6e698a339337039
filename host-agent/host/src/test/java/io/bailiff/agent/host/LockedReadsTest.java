// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class LockedReadsTest {

    private static final String STUCK = "/sys/stuck/driver_override";
    private static final String FREE = "/sys/it's $free/driver_override";

    @TempDir
    private Path root;

    private HostTree tree;
    private LinuxFiles files;

    @BeforeEach
    void setUp() {
        tree = new HostTree(root).file(FREE, "vfio-pci\n");
        files = new LinuxFiles(root, Duration.ofSeconds(20));
    }

    @Test
    void anOverrideIsReadAsItIs() throws HostFileException {
        assertThat(files.read(FREE)).isEqualTo("vfio-pci");

        tree.file(FREE, "(null)\n");
        assertThat(files.read(FREE)).isEqualTo("(null)");

        tree.file(FREE, "no line feed");
        assertThat(files.read(FREE)).isEqualTo("no line feed");

        tree.file(FREE, "");
        assertThat(files.read(FREE)).isEmpty();
    }

    @Test
    void oneThatIsNotThereIsNotThere() {
        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> files.read("/sys/none/driver_override"))
                .satisfies(failure -> assertThat(failure.error()).isEqualTo(HostError.NO_ENTRY));
    }

    @Test
    void oneThatIsLockedIsGivenUpAndTheNextIsRead() throws Exception {
        Files.createDirectories(tree.at("/sys/stuck"));
        assertThat(new ProcessBuilder("mkfifo", tree.at(STUCK).toString())
                        .start()
                        .waitFor())
                .isZero();
        LinuxFiles impatient = new LinuxFiles(root, Duration.ofMillis(300));

        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> impatient.read(STUCK))
                .satisfies(failure -> assertThat(failure.error()).isEqualTo(HostError.TIMED_OUT))
                .withMessageContaining("lock");
        assertThat(files.read(FREE)).isEqualTo("vfio-pci");

        long stuck = shells();
        assertThatExceptionOfType(HostFileException.class)
                .as("the next read at once leaves no other shell behind")
                .isThrownBy(() -> impatient.read(STUCK))
                .satisfies(failure -> assertThat(failure.error()).isEqualTo(HostError.TIMED_OUT));
        assertThat(shells()).isEqualTo(stuck);
        Files.writeString(tree.at(STUCK), "late\n");
        Awaitility.await("the stuck shell ends once its file is shown").until(() -> shells() < stuck);
    }

    @Test
    void manyThreadsReadAtTheSameTime() {
        List<String> read = IntStream.range(0, 200)
                .parallel()
                .mapToObj(number -> {
                    try {
                        return files.read(FREE);
                    } catch (HostFileException failure) {
                        throw new AssertionError(failure);
                    }
                })
                .distinct()
                .toList();

        assertThat(read).containsExactly("vfio-pci");
    }

    private static long shells() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    }
}
