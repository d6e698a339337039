// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.fuse.MountTable.MountedCover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTableTest {

    private static final String COVERS = """
            23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
            42 30 0:39 / /run/bailiff/covers rw,nosuid - fuse bailiff rw,user_id=0
            43 23 0:39 /193 /sys/bus/a\\040b/unbind rw,nosuid shared:7 - fuse bailiff rw,user_id=0
            44 43 0:39 /194 /sys/bus/a\\040b/unbind rw,nosuid - fuse bailiff rw,user_id=0
            45 23 0:39 /195 /sys/bus/gone/unbind//deleted rw,nosuid - fuse bailiff rw,user_id=0
            46 23 0:40 /196 /sys/bus/c/unbind rw,nosuid - fuse other rw,user_id=0
            47 23 0:41 /197 /sys/bus/d/unbind rw,nosuid - fuse bailiff rw,user_id=0
            48 47 0:42 /x /sys/bus/d/unbind rw - tmpfs tmpfs rw
            """;

    @TempDir
    Path directory;

    private Path mountInfo;

    @BeforeEach
    void write() throws IOException {
        mountInfo = Files.writeString(directory.resolve("mountinfo"), COVERS);
    }

    @Test
    void theCoversOfAFileSystemAreFoundInTheirOrder() throws IOException {
        assertThat(MountTable.covers(mountInfo, "0:39"))
                .containsExactly(
                        new MountedCover(193, "/sys/bus/a b/unbind", false),
                        new MountedCover(194, "/sys/bus/a b/unbind", false),
                        new MountedCover(195, "/sys/bus/gone/unbind", true));
    }

    @Test
    void theFileSystemIsFoundAtItsDirectory() throws IOException {
        assertThat(MountTable.devices(mountInfo, "/run/bailiff/covers")).containsExactly("0:39");
        assertThat(MountTable.devices(mountInfo, "/sys")).isEmpty();
    }

    @Test
    void onlyTopmostCoversCount() throws IOException {
        assertThat(MountTable.topmostCovers(mountInfo))
                .containsEntry("/sys/bus/a b/unbind", 2)
                .doesNotContainKeys("/sys/bus/c/unbind", "/sys/bus/d/unbind", "/sys/bus/e/unbind");
    }

    @Test
    void theNamespaceOfProcessOneIsEnteredByAChildProcess() {
        MountNamespace host = MountNamespace.of(1, Duration.ofSeconds(5));

        assertThat(host.command()).startsWith("nsenter", "-t", "1", "-m", "--", "/bin/sh", "-c");
        assertThat(host.place("/sys/x")).isEqualTo("/proc/1/root/sys/x");
        assertThat(host.mountInfo()).isEqualTo(Path.of("/proc/1/mountinfo"));
        assertThat(MountNamespace.own(Duration.ofSeconds(5)).command())
                .isEqualTo(host.command().subList(5, host.command().size()));
        assertThat(List.of(MountNamespace.own(Duration.ofSeconds(5)).place("/sys/x")))
                .containsExactly("/sys/x");
    }
}
