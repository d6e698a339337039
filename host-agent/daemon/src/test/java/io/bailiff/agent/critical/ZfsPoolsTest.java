// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.DISK_HELD;
import static io.bailiff.agent.api.Refusal.Code.MOUNTED_FILE_SYSTEM;
import static io.bailiff.agent.api.Refusal.Code.UNKNOWN;
import static io.bailiff.agent.critical.FakeHost.DISK;
import static io.bailiff.agent.critical.FakeHost.OTHER_DISK;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.zfs.ZfsLabelBytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host with two partitioned NVMe disks, an HBA with eight disks without partitions, and an AHCI without disks. */
class ZfsPoolsTest {

    private static final String HBA = "0000:08:00.0";
    private static final String AHCI = "0000:09:00.0";
    private static final int POOL = 1000;

    @TempDir
    private Path root;

    private FakeHost host;
    private HostTree tree;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        tree = host.tree();
        host.partition(host.disk(DISK, "nvme/nvme0", "nvme0n1", "259:0"), "nvme0n1p3", "259:3");
        host.partition(host.disk(OTHER_DISK, "nvme/nvme1", "nvme1n1", "259:10"), "nvme1n1p3", "259:13");
        host.endpointBehindPort("0000:00:1d.0", HBA, "1000:0097", "010700", 8);
        host.endpointBehindPort("0000:00:1d.1", AHCI, "8086:a352", "010601", 9);
        host.pci().driver(HBA, "mpt3sas").driver(AHCI, "ahci");
        for (int i = 0; i < 8; i++) {
            host.disk(HBA, "host9/port-9:" + i + "/9:0:" + i + ":0/block", "sd" + (char) ('a' + i), "8:" + 16 * i);
        }
    }

    @Test
    void aMountedPoolWithoutReadableLabelsMayBeOnThePartitionsAndTheHbaForAGuestCanBeLent() {
        mountPool();

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(UNKNOWN), 5, List.of(UNKNOWN)));
    }

    @Test
    void aMountedPoolIsOnTheDisksWithItsLabels() {
        mountPool();
        label("nvme0n1p3", ZfsLabelBytes.mirror("rpool", POOL, 1, 2));
        label("nvme1n1p3", ZfsLabelBytes.mirror("rpool", POOL, 2, 1));

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(MOUNTED_FILE_SYSTEM), 5, List.of(MOUNTED_FILE_SYSTEM)));
        assertThat(host.reasons(DISK))
                .containsExactly(DISK + " provides /dev/nvme0n1p3, with ZFS pool rpool, mounted at / and /home");
        assertThat(host.unknowns()).isEmpty();
    }

    @Test
    void aPoolWithAMissingDiskMayBeOnAnUnreadablePartitionToo() {
        mountPool();
        label("nvme0n1p3", ZfsLabelBytes.mirror("rpool", POOL, 1, 2));

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(MOUNTED_FILE_SYSTEM), 5, List.of(UNKNOWN)));
    }

    @Test
    void aPoolWithAMissingDiskIsNotOnADiskThatReadsAsSomethingElse() {
        mountPool();
        label("nvme0n1p3", ZfsLabelBytes.mirror("rpool", POOL, 1, 2));
        label("nvme1n1p3", new byte[256 * 1024]);

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(MOUNTED_FILE_SYSTEM)));
    }

    @Test
    void aPoolOnWholeDisksIsFoundByTheLabels() {
        mountPool();
        label("sda", ZfsLabelBytes.mirror("rpool", POOL, 1));

        assertThat(host.refused()).isEqualTo(Map.of(8, List.of(MOUNTED_FILE_SYSTEM)));
    }

    @Test
    void anImportedPoolWithNothingMountedIsInUse() {
        tree.file("/proc/spl/kstat/zfs/tank/state", "ONLINE\n").file("/proc/spl/kstat/zfs/arcstats", "x\n");
        label("sda", ZfsLabelBytes.mirror("tank", POOL, 1));

        assertThat(host.refused()).isEqualTo(Map.of(8, List.of(DISK_HELD)));
        assertThat(host.reasons(HBA)).singleElement().asString().contains("zpool export tank");
    }

    @Test
    void thePoolOfAGuestThatIsNotImportedIsNoUse() {
        mountPool();
        label("nvme0n1p3", ZfsLabelBytes.mirror("rpool", POOL, 1));
        label("sda", ZfsLabelBytes.mirror("nas", 7, 2));

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(MOUNTED_FILE_SYSTEM)));
    }

    @Test
    void theNumberOfThePoolTellsPoolsOfOneNameApart() {
        mountPool();
        label("nvme0n1p3", ZfsLabelBytes.mirror("rpool", POOL, 1));
        label("sda", ZfsLabelBytes.mirror("rpool", 7, 2));
        assertThat(host.refused().keySet()).containsExactly(4, 8);

        tree.file("/proc/spl/kstat/zfs/rpool/state", "ONLINE\n").file("/proc/spl/kstat/zfs/rpool/guid", POOL + "\n");
        assertThat(host.refused().keySet()).containsExactly(4);
    }

    @Test
    void aDestroyedPoolOfTheSameNameIsNoUse() {
        mountPool();
        label("nvme0n1p3", ZfsLabelBytes.mirror("rpool", POOL, 1));
        label(
                "sda",
                new ZfsLabelBytes()
                        .text("name", "rpool")
                        .number("state", 2)
                        .number("pool_guid", 7)
                        .number("guid", 2)
                        .start());

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(MOUNTED_FILE_SYSTEM)));
    }

    @Test
    void aSpareMayServeAnyImportedPool() {
        mountPool();
        label("nvme0n1p3", ZfsLabelBytes.mirror("rpool", POOL, 1));
        label("sdb", ZfsLabelBytes.spare(77));

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(MOUNTED_FILE_SYSTEM), 8, List.of(DISK_HELD)));
    }

    @Test
    void theLabelsOnTheVolumeOfAGuestDoNotCount() {
        mountPool();
        label("nvme0n1p3", ZfsLabelBytes.mirror("rpool", POOL, 1));
        host.block("/sys/devices/virtual/block/zd0", "230:0");
        label("zd0", ZfsLabelBytes.mirror("rpool", 7, 2, 3));
        host.mount("230:0", "/mnt", "ext4", "/dev/zd0", "rw");

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(MOUNTED_FILE_SYSTEM)));
        assertThat(host.unknowns()).isEmpty();
    }

    @Test
    void aDiskThatHasStoppedIsNotRead() {
        mountPool();
        label("nvme0n1p3", ZfsLabelBytes.mirror("rpool", POOL, 1));
        tree.file(host.pci().directory(DISK) + "/nvme/nvme0/nvme0n1/device/state", "dead\n");

        assertThat(host.codes(DISK)).containsExactly(UNKNOWN);
    }

    @Test
    void aPoolWithoutATraceOnAnyDiskMayBeOnEveryVisibleDisk() {
        mountPool();
        label("nvme0n1p3", new byte[256 * 1024]);
        label("nvme1n1p3", new byte[256 * 1024]);
        for (char disk = 'a'; disk <= 'h'; disk++) {
            label("sd" + disk, new byte[256 * 1024]);
        }

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(UNKNOWN), 5, List.of(UNKNOWN), 8, List.of(UNKNOWN)));
    }

    @Test
    void aHostWithoutPoolsIgnoresLabels() {
        label("sda", ZfsLabelBytes.mirror("nas", 7, 2));
        label("sdb", ZfsLabelBytes.spare(77));

        assertThat(host.refused()).isEmpty();
    }

    @Test
    void aBcachefsKeepsItsDisksAndTheOthersCanBeLent() {
        host.mount("0:30", "/", "bcachefs", "/dev/nvme0n1p3:/dev/nvme1n1p3", "rw");

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(MOUNTED_FILE_SYSTEM), 5, List.of(MOUNTED_FILE_SYSTEM)));
    }

    private void mountPool() {
        host.mount("0:27", "/", "zfs", "rpool/ROOT/pve-1", "rw,xattr,noacl")
                .mount("0:28", "/home", "zfs", "rpool/home", "rw");
    }

    private void label(String disk, byte[] start) {
        tree.bytes("/dev/" + disk, start);
    }
}
