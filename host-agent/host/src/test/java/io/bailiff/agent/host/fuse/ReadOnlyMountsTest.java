// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On files of this machine, and on a file of {@code /proc/bus/pci} if the machine has a PCI bus. Needs root. */
@Tag("jdk")
class ReadOnlyMountsTest {

    private static final String EROFS = "Read-only file system";

    @TempDir
    Path directory;

    private MountNamespace namespace;
    private ReadOnlyMounts mounts;
    private Path one;
    private Path two;

    @BeforeEach
    void files() throws Exception {
        namespace = MountNamespace.own(Duration.ofSeconds(5));
        mounts = mounts();
        one = Files.writeString(directory.resolve("one"), "1");
        two = Files.writeString(directory.resolve("two"), "2");
    }

    @AfterEach
    void close() throws Exception {
        mounts.only(Set.of());
        namespace.close();
        assertThat(mounted()).isEmpty();
    }

    private ReadOnlyMounts mounts() {
        return new ReadOnlyMounts(namespace, directory + "/");
    }

    @Test
    void exactlyTheGivenFilesAreReadOnlyAndReadersNoticeNothing() throws Exception {
        mounts.only(paths(one, directory.resolve("absent")));
        assertReadOnly(one);
        assertThat(one).hasContent("1");
        Files.writeString(two, "3");

        mounts.only(paths(two));

        Files.writeString(one, "4");
        assertReadOnly(two);
    }

    @Test
    void repeatedCallsAndALaterAgentChangeNoMount() throws Exception {
        mounts.only(paths(one, two));
        List<String> before = mounted();

        mounts.only(paths(one, two));
        mounts().only(paths(one, two));

        assertThat(before).hasSize(2);
        assertThat(mounted()).isEqualTo(before);
    }

    @Test
    void aMountThatIsWritableIsReplaced() throws Exception {
        try (BindTable table = BindTable.of(Map.of(one.toString(), one.toString()))) {
            namespace.change(shell -> {
                shell.bind(table);
                return true;
            });
        }

        mounts.only(paths(one));

        assertReadOnly(one);
        assertThat(mounted()).hasSize(1);
    }

    @Test
    void aFileOfTheBusIsReadOnlyForRoot() throws Exception {
        Path file = aFunction();
        ReadOnlyMounts ofBus = new ReadOnlyMounts(namespace, ReadOnlyMount.DIRECTORY);
        byte[] before = Files.readAllBytes(file);
        try {
            ofBus.only(paths(file));
            assertReadOnly(file);
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
        } finally {
            ofBus.only(Set.of());
        }
        Files.newByteChannel(file, StandardOpenOption.WRITE).close();
    }

    /** Returns a file of a function; a machine without a PCI bus skips the test. */
    private static Path aFunction() throws IOException {
        Path bus = Path.of(ReadOnlyMount.DIRECTORY, "00");
        assumeTrue(Files.isDirectory(bus));
        try (Stream<Path> functions = Files.list(bus)) {
            return functions.sorted().findFirst().orElseThrow();
        }
    }

    private static void assertReadOnly(Path file) {
        assertThatThrownBy(() -> Files.newByteChannel(file, StandardOpenOption.WRITE))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(EROFS);
    }

    private static Set<String> paths(Path... files) {
        return CoveredHost.paths(files);
    }

    private List<String> mounted() throws IOException {
        return Files.readAllLines(namespace.mountInfo()).stream()
                .filter(line -> line.contains(" " + directory + "/"))
                .toList();
    }
}
