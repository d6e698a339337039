// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadOnceFilesTest {

    private static final String DEVICES = "/sys/bus/pci/devices/";
    private static final String FUNCTION = DEVICES + "0000:01:00.0";

    @TempDir
    private Path root = Path.of("");

    private HostFiles once = new ReadOnceFiles(new LinuxFiles(root));

    @BeforeEach
    void prepare() throws IOException {
        once = new ReadOnceFiles(new LinuxFiles(root));
        write(FUNCTION + "/enable", "1");
    }

    @Test
    void aFileOfSysfsIsReadOnce() throws IOException {
        assertThat(once.read(FUNCTION + "/enable")).isEqualTo("1");
        write(FUNCTION + "/enable", "0");

        assertThat(once.read(FUNCTION + "/enable")).isEqualTo("1");
        assertThat(new ReadOnceFiles(new LinuxFiles(root)).read(FUNCTION + "/enable"))
                .isEqualTo("0");
    }

    @Test
    void theFilesOfAProcessAndALockedOverrideAreReadAtEachCall() throws IOException {
        for (String path : new String[] {"/proc/4711/comm", FUNCTION + "/driver_override"}) {
            write(path, "first");
            assertThat(once.read(path)).isEqualTo("first");
            write(path, "second");

            assertThat(once.read(path)).isEqualTo("second");
        }
    }

    @Test
    void aListedDirectoryShowsTheAbsenceOfAFile() throws IOException {
        once.list(FUNCTION + "/");
        write(FUNCTION + "/vfio-dev/vfio0/uevent", "");

        assertThat(once.exists(FUNCTION + "/vfio-dev")).isFalse();
        assertThat(once.readLink(FUNCTION + "/vfio-dev/vfio0/device")).isEmpty();
        assertThat(once.realPath(FUNCTION + "/vfio-dev/vfio0")).isEmpty();
        assertThat(HostDirectories.listIfPresent(once, FUNCTION + "/vfio-dev")).isEmpty();
        assertThat(catchThrowableOfType(HostFileException.class, () -> once.read(FUNCTION + "/vfio-dev/vfio0/uevent"))
                        .error())
                .isEqualTo(HostError.NO_ENTRY);
    }

    @Test
    void aListedDirectoryHidesNoFileThatItLists() throws IOException {
        once.list(DEVICES);
        once.list(FUNCTION);

        assertThat(once.read(FUNCTION + "/enable")).isEqualTo("1");
        assertThat(once.exists(FUNCTION)).isTrue();
        assertThat(once.list(FUNCTION)).containsExactly("enable");
    }

    @Test
    void aFailureIsReportedAtEachCall() throws IOException {
        for (int call = 0; call < 2; call++) {
            assertThat(catchThrowableOfType(HostFileException.class, () -> once.list(FUNCTION + "/net"))
                            .error())
                    .isEqualTo(HostError.NO_ENTRY);
            write(FUNCTION + "/net/eth0/mtu", "1500");
        }
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
