// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverChecksTest {

    private static final String MODULES = "/lib/modules/6.1.0-56-amd64";
    private static final String COVERS = """
            23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
            42 30 0:389 / /run/bailiff-covers rw,nosuid - fuse bailiff rw,user_id=0
            43 23 0:389 /193 /sys/bus/pci/drivers/a\\040b/unbind rw - fuse bailiff rw,user_id=0
            44 43 0:389 /194 /sys/bus/pci/drivers/a\\040b/unbind rw - fuse bailiff rw,user_id=0
            45 23 0:389 /195 /sys/bus/pci/drivers/gone/unbind//deleted rw - fuse bailiff rw,user_id=0
            46 23 0:40 /196 /sys/bus/pci/drivers_probe rw - fuse other rw,user_id=0
            """;
    private static final String READ_ONLY = """
            47 24 0:23 /bus/pci/04/00.0 /proc/bus/pci/04/00.0 ro,relatime - proc proc rw
            48 24 0:23 /bus/pci/05/00.0//deleted /proc/bus/pci/05/00.0//deleted ro,relatime - proc proc rw
            """;
    private static final String REMOVE =
            "umount -l -c '/sys/bus/pci/drivers/a b/unbind' '/sys/bus/pci/drivers/a b/unbind' /run/bailiff-covers";
    private static final String ABORT = "echo 1 > /sys/fs/fuse/connections/389/abort";
    private static final Optional<String> HOLDER = Optional.of("process 42");

    @TempDir
    private Path root;

    private HostTree tree;

    @BeforeEach
    void setUp() {
        tree = new HostTree(root)
                .file("/proc/1/mountinfo", COVERS)
                .file("/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n")
                .file("/dev/fuse", "")
                .link("/proc/1/fd/3", "/dev/fuse")
                .link("/proc/1/fd/4", "anon_inode:[fanotify]")
                .link("/proc/42/fd/3", "/dev/fuse")
                .link("/proc/43/fd/3", "anon_inode:[fanotify]")
                .directory("/proc/44");
    }

    private List<Check> warnings(Optional<String> holder) throws HostFileException {
        return new CoverChecks(tree.files(), holder)
                .all().stream()
                        .filter(check -> check.verdict() == Check.Verdict.WARN)
                        .toList();
    }

    @Test
    void coversWithoutAConnectionAreNamedWithTheCommandThatRemovesThem() throws Exception {
        tree.file("/sys/fs/fuse/connections/389/waiting", "0\n");

        assertThat(warnings(Optional.empty())).singleElement().satisfies(check -> {
            assertThat(check.finding()).contains("ENOTCONN");
            assertThat(check.remedy()).endsWith(REMOVE).doesNotContain("abort");
        });
    }

    @Test
    void aConnectionThatIsKeptOpenIsNamedWithTheCommandThatAbortsItAsTheSecondWay() throws Exception {
        tree.file("/sys/fs/fuse/connections/389/waiting", "2\n").file("/sys/fs/fuse/connections/389/abort", "");

        assertThat(warnings(HOLDER)).singleElement().satisfies(check -> {
            assertThat(check.finding()).contains("2 requests", "process 42");
            assertThat(check.remedy())
                    .startsWith("Start the agent")
                    .contains("run: " + ABORT, "ECONNABORTED")
                    .endsWith(REMOVE);
        });
    }

    @Test
    void requestsThatWaitProveAnOpenConnection() throws Exception {
        tree.file("/sys/fs/fuse/connections/389/waiting", "1\n");

        assertThat(warnings(Optional.empty()))
                .singleElement()
                .satisfies(check -> assertThat(check.remedy()).contains(ABORT));
    }

    @Test
    void aHostWithoutTheKernelsControlsMustMountThemFirst() throws Exception {
        assertThat(warnings(HOLDER))
                .singleElement()
                .satisfies(check -> assertThat(check.remedy())
                        .contains("mount -t fusectl fusectl /sys/fs/fuse/connections/; " + ABORT));
    }

    @Test
    void theCoversOfARunningAgentAreNoFinding() throws Exception {
        tree.link("/proc/42/fd/9", "anon_inode:[fanotify]");

        assertThat(warnings(HOLDER)).isEmpty();
    }

    @Test
    void filesOfProcfsThatAreReadOnlyAreNamedWithTheCommandThatRemovesTheMounts() throws Exception {
        String sysfs = COVERS.lines().findFirst().orElseThrow();
        tree.file("/proc/1/mountinfo", sysfs + "\n" + READ_ONLY);

        assertThat(warnings(Optional.empty())).singleElement().satisfies(check -> {
            assertThat(check.finding()).contains("1 files of /proc/bus/pci");
            assertThat(check.remedy()).endsWith("umount -l -c /proc/bus/pci/04/00.0");
        });
    }

    @Test
    void theCommandThatRemovesCoversRemovesTheMountsOfProcfsToo() throws Exception {
        tree.file("/proc/1/mountinfo", COVERS + READ_ONLY).file("/sys/fs/fuse/connections/389/waiting", "0\n");

        assertThat(warnings(Optional.empty()))
                .singleElement()
                .satisfies(check -> assertThat(check.remedy()).contains("umount -l -c /proc/bus/pci/04/00.0 "));
    }

    @Test
    void withoutCoversNothingIsLeft() throws Exception {
        tree.file("/proc/1/mountinfo", COVERS.lines().findFirst().orElseThrow());

        assertThat(warnings(HOLDER)).isEmpty();
    }

    @Test
    void aHostNeedsTheDeviceOrTheModule() throws Exception {
        tree.file("/proc/1/mountinfo", "").remove("/dev/fuse");
        assertThat(warnings(HOLDER))
                .singleElement()
                .satisfies(check -> assertThat(check.finding()).contains("/dev/fuse", MODULES));

        tree.file(MODULES + "/modules.dep", "kernel/fs/fuse/fuse.ko.xz:\n");
        assertThat(warnings(HOLDER)).isEmpty();

        tree.remove(MODULES + "/modules.dep").file(MODULES + "/modules.builtin", "kernel/fs/fuse/fuse.ko\n");
        assertThat(warnings(HOLDER)).isEmpty();
    }
}
