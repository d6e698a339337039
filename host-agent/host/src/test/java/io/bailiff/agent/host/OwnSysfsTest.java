// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the sysfs of this machine. Needs root. */
@Tag("jdk")
class OwnSysfsTest {

    private static final String AUTOPROBE = "/sys/bus/platform/drivers_autoprobe";

    @TempDir
    Path directory;

    private OwnSysfs sysfs;
    private LinuxFiles own;

    @BeforeEach
    void mount() throws Exception {
        sysfs = OwnSysfs.mount();
        own = new LinuxFiles(Path.of("/"), sysfs);
    }

    @AfterEach
    void close() {
        sysfs.close();
    }

    @Test
    void filesOfSysfsAreReachedPastMounts() throws Exception {
        LinuxFiles machine = new LinuxFiles(Path.of("/"));
        String value = machine.read(AUTOPROBE);
        Path cover = Files.writeString(directory.resolve("cover"), "covered");
        run("mount", "--bind", cover.toString(), AUTOPROBE);
        try {
            assertThat(machine.read(AUTOPROBE)).isEqualTo("covered");
            assertThat(own.read(AUTOPROBE)).isEqualTo(value);

            own.writeDetached(AUTOPROBE, value, Duration.ofSeconds(60));
            own.write(AUTOPROBE, value);

            assertThat(cover).hasContent("covered");
        } finally {
            run("umount", "-l", AUTOPROBE);
        }
    }

    @Test
    void thePathsStayThoseOfTheHost() throws Exception {
        assertThat(own.list("/sys/class/net/lo")).isEqualTo(new LinuxFiles(Path.of("/")).list("/sys/class/net/lo"));
        assertThat(own.realPath("/sys/class/net/lo")).contains("/sys/devices/virtual/net/lo");
        assertThat(own.exists("/sys/bus/platform/absent")).isFalse();
        assertThat(sysfs.place("/sys/fs/cgroup")).isEqualTo("/sys/fs/cgroup");
        assertThat(sysfs.place("/proc/cpuinfo")).isEqualTo("/proc/cpuinfo");
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(List.of(command)).inheritIO().start().waitFor())
                .isZero();
    }
}
