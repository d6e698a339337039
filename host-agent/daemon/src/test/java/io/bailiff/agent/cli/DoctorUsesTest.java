// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The uses in {@code doctor}, on a host with disks behind a port. */
class DoctorUsesTest {

    private static final String PORT = "0000:00:01.0";
    private static final String DISK = "0000:04:00.0";

    @TempDir
    private Path root;

    @TempDir
    private Path state;

    private final StringBuilder mounts = new StringBuilder();
    private PciTree pci;
    private HostTree tree;

    @BeforeEach
    void aHostWithAnIdleDisk() {
        pci = new PciTree(root).bridge("pci0000:00", PORT).group(1, PORT);
        tree = pci.tree();
        disk(11, DISK, 0);
        tree.directory("/sys/class/net")
                .kernel61()
                .file("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n")
                .file("/lib/modules/6.1.0-56-amd64/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko: x\n");
    }

    @Test
    void anIdleHostHasOneLineWithoutAUse() {
        assertThat(uses()).singleElement().matches(check -> check.at("/use").isNull());
    }

    @Test
    void aMountedDiskIsNamedOnceWithTheEvidenceAndIsNoFault() {
        mount(0);
        tree.file("/proc/swaps", "Filename Type Size Used Priority\n/dev/nvme0n1 partition 1024 0 -2\n");

        assertThat(uses()).singleElement().satisfies(check -> {
            assertThat(check.at("/verdict").asString()).isEqualTo("OK");
            assertThat(texts(check.at("/use/functions"))).containsExactly(DISK);
            assertThat(texts(check.at("/use/codes"))).containsExactly("MOUNTED_FILE_SYSTEM", "SWAP");
            assertThat(texts(check.at("/use/evidence"))).containsExactly("/proc/1/mountinfo", "/proc/swaps");
        });
        assertThat(run("doctor").exitCode()).isZero();
    }

    @Test
    void aGroupThatAGuestHasOpenIsNamedWithTheProcess() {
        pci.driver(DISK, "vfio-pci").attribute(DISK, "driver_override", "vfio-pci\n");
        tree.file("/proc/4711/comm", "qemu-system-x86\n")
                .file("/proc/4711/stat", "4711 (qemu-system-x86) S 1\n")
                .link("/proc/4711/fd/30", "/dev/vfio/11");

        assertThat(uses()).singleElement().satisfies(check -> {
            assertThat(check.at("/verdict").asString()).isEqualTo("OK");
            assertThat(texts(check.at("/use/functions"))).containsExactly(DISK);
            assertThat(texts(check.at("/use/codes"))).containsExactly("VFIO_OPEN");
            assertThat(check.at("/finding").asString()).contains("qemu-system-x86", "/proc/4711");
        });
    }

    @Test
    void anUnknownUseIsAWarningBeforeTheUses() {
        mount(0);
        disk(12, "0000:05:00.0", 1);
        pci.driver("0000:05:00.0", "vfio-pci").attribute("0000:05:00.0", "driver_override", "vfio-pci\n");
        tree.file("/proc/4711/comm", "spdk_tgt\n")
                .file("/proc/4711/stat", "4711 (spdk_tgt) S 1\n")
                .link("/proc/4711/fd/30", "anon_inode:[vfio-device]");

        assertThat(uses()).extracting(check -> check.at("/verdict").asString()).containsExactly("WARN", "OK");
    }

    @Test
    void usesStandBetweenTheSettingsAndTheUnknowns() {
        tree.file("/etc/driverctl.d/pci-" + DISK, "vfio-pci\n");
        mounts.append("31 1 0:45 / / rw - zfs tank rw\n");
        mount(0);

        List<String> subjects = doctor().map(check -> check.at("/subject").asString())
                .distinct()
                .toList();

        assertThat(subjects).containsSubsequence("SETTINGS", "USES", "HOST_CRITICAL");
    }

    @Test
    void thePageShowsAScreenfulAndTheNumberOfTheOtherUses() {
        IntStream.rangeClosed(1, 24).forEach(number -> {
            disk(20 + number, "0000:04:%02x.0".formatted(number), number);
            mount(number);
        });

        assertThat(uses()).hasSize(24);
        List<String> page = run("doctor").out().lines().toList();
        assertThat(page.stream().filter(line -> line.contains("In use: "))).hasSize(20);
        assertThat(page.stream().filter(line -> line.contains("and 4 more"))).hasSize(1);
    }

    private void disk(int group, String address, int number) {
        pci.endpoint("pci0000:00/" + PORT, address, "144d:a808", "010802")
                .driver(address, "nvme")
                .group(group, address);
        String directory = pci.directory(address) + "/nvme/nvme" + number + "/nvme" + number + "n1";
        tree.directory(directory)
                .link("/sys/dev/block/259:" + number, directory)
                .link("/sys/class/block/nvme" + number + "n1", directory);
    }

    private void mount(int number) {
        mounts.append("3%d 1 259:%d / /mnt/%d rw - ext4 /dev/nvme%dn1 rw\n".formatted(number, number, number, number));
        tree.file("/proc/1/mountinfo", mounts.toString());
    }

    private List<JsonNode> uses() {
        return doctor().filter(check -> check.at("/subject").asString().equals("USES"))
                .toList();
    }

    private Stream<JsonNode> doctor() {
        return JsonMapper.shared().readTree(run("doctor", "--json").out()).valueStream();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private CommandRun run(String... arguments) {
        List<String> all = Stream.concat(
                        Stream.of("--root", root.toString(), "--state", state.toString()), Stream.of(arguments))
                .toList();
        return CommandRun.of(all.toArray(String[]::new));
    }
}
