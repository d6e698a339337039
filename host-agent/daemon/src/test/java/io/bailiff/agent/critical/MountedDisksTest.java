// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.DISK_HELD;
import static io.bailiff.agent.api.Refusal.Code.MOUNTED_FILE_SYSTEM;
import static io.bailiff.agent.api.Refusal.Code.UNKNOWN;
import static io.bailiff.agent.critical.FakeHost.DISK;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static io.bailiff.agent.critical.FakeHost.OTHER_DISK;
import static io.bailiff.agent.critical.FakeHost.PORT_OF_DISK;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedDisksTest {

    @TempDir
    private Path root;

    private FakeHost host;
    private HostTree tree;
    private String disk;
    private String partition;
    private String otherDisk;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        tree = host.tree();
        disk = host.disk(DISK, "nvme/nvme0", "nvme0n1", "259:0");
        partition = host.partition(disk, "nvme0n1p2", "259:2");
        otherDisk = host.disk(OTHER_DISK, "nvme/nvme1", "nvme1n1", "259:4");
    }

    @Test
    void anUnmountedDiskIsNotRefused() {
        host.mount("0:21", "/proc", "proc", "proc", "rw").mount("0:22", "/tmp", "tmpfs", "tmpfs", "rw");

        assertThat(host.refusals(DISK)).isEmpty();
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void aMountedDiskIsRefusedAndTheOtherIsNot() {
        host.mount("259:4", "/data", "ext4", "/dev/nvme1n1", "rw");

        assertThat(host.reasons(OTHER_DISK)).containsExactly(OTHER_DISK + " provides /dev/nvme1n1, mounted at /data");
        assertThat(host.codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void theBridgeOnTheWayToAMountedDiskIsRefused() {
        host.mount("259:2", "/", "ext4", "/dev/nvme0n1p2", "rw");

        assertThat(host.reasons(PORT_OF_DISK))
                .containsExactly(
                        PORT_OF_DISK + " is upstream of " + DISK + ", which provides /dev/nvme0n1p2, mounted at /");
    }

    @Test
    void placesAreCountedTogether() {
        host.mount("259:2", "/", "ext4", "/dev/nvme0n1p2", "rw")
                .mount("259:2", "/a\\040b", "ext4", "/dev/nvme0n1p2", "rw");
        assertThat(host.reasons(DISK)).containsExactly(DISK + " provides /dev/nvme0n1p2, mounted at / and /a b");

        host.mount("259:2", "/c", "ext4", "/dev/nvme0n1p2", "rw");
        assertThat(host.reasons(DISK))
                .containsExactly(DISK + " provides /dev/nvme0n1p2, mounted at / and 2 more places");
    }

    @Test
    void aDiskUnderLvmIsRefusedWithTheChain() {
        host.mapped("dm-0", "253:0", "vg0-root", "LVM-abc", partition);
        host.mount("253:0", "/", "ext4", "/dev/mapper/vg0-root", "rw");

        assertThat(host.reasons(DISK))
                .containsExactly(DISK + " provides /dev/nvme0n1p2, used by LVM volume vg0-root, mounted at /");
        assertThat(host.refusals(OTHER_DISK)).isEmpty();
    }

    @Test
    void everyDiskOfARaidUnderACryptUnderLvmIsRefused() {
        String raid = host.stacked("md0", "9:0", partition, otherDisk);
        tree.directory(raid + "/md");
        String crypt = host.mapped("dm-0", "253:0", "luks", "CRYPT-LUKS2-abc", raid);
        host.mapped("dm-1", "253:1", "vg0-root", "LVM-abc", crypt);
        host.mount("253:1", "/", "ext4", "/dev/mapper/vg0-root", "rw");

        assertThat(host.reasons(DISK))
                .containsExactly(DISK + " provides /dev/nvme0n1p2, used by RAID array /dev/md0,"
                        + " used by encrypted device luks, used by LVM volume vg0-root, mounted at /");
        assertThat(host.reasons(OTHER_DISK))
                .singleElement()
                .asString()
                .containsSubsequence(OTHER_DISK, "/dev/nvme1n1", "/dev/md0", "luks", "vg0-root", "/");
    }

    @Test
    void everyPathOfADeviceMapperMultipathIsRefused() {
        String multipath = host.mapped("dm-0", "253:0", "mpatha", "mpath-3600", disk, otherDisk);
        host.mapped("dm-1", "253:1", "mpatha-part1", "part1-mpath-3600", multipath);
        host.mount("253:1", "/srv", "xfs", "/dev/mapper/mpatha-part1", "rw");

        assertThat(host.reasons(DISK))
                .containsExactly(DISK + " provides /dev/nvme0n1, used by multipath device mpatha,"
                        + " used by mapped device mpatha-part1, mounted at /srv");
        assertThat(host.codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
    }

    @Test
    void aPartitionOfARaidLeadsToTheDisksOfTheRaid() {
        String raid = host.stacked("md0", "9:0", disk);
        host.partition(raid, "md0p1", "259:9");
        host.mount("259:9", "/", "ext4", "/dev/md0p1", "rw");

        assertThat(host.codes(DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
    }

    @Test
    void aLoopDeviceLeadsToTheDiskOfItsFile() {
        host.mount("259:2", "/images", "ext4", "/dev/nvme0n1p2", "rw");
        String loop = host.stacked("loop0", "7:0");
        tree.file(loop + "/loop/backing_file", "/images/a.img\n");
        host.mount("7:0", "/a", "ext4", "/dev/loop0", "rw");

        assertThat(host.reasons(DISK))
                .contains(
                        DISK + " provides /dev/nvme0n1p2, with file /images/a.img, used by /dev/loop0, mounted at /a");
        assertThat(host.codes(DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
    }

    @Test
    void everyControllerOfANativeNvmeMultipathIsRefused() {
        String subsystem = "/sys/devices/virtual/nvme-subsystem/nvme-subsys0";
        String shared = host.block(subsystem + "/nvme2n1", "259:8");
        host.partition(shared, "nvme2n1p1", "259:9");
        tree.directory(host.pci().directory(DISK) + "/nvme/nvme2")
                .directory(host.pci().directory(OTHER_DISK) + "/nvme/nvme3")
                .link(subsystem + "/nvme2", host.pci().directory(DISK) + "/nvme/nvme2")
                .link(subsystem + "/nvme3", host.pci().directory(OTHER_DISK) + "/nvme/nvme3");
        host.mount("259:9", "/", "ext4", "/dev/nvme2n1p1", "rw");

        assertThat(host.codes(DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.reasons(DISK)).singleElement().asString().contains(DISK, "/dev/nvme2n1p1");
        assertThat(host.codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
    }

    @Test
    void everyDiskOfABtrfsIsRefused() {
        tree.link("/sys/fs/btrfs/1234/devices/nvme0n1p2", partition)
                .link("/sys/fs/btrfs/1234/devices/nvme1n1", otherDisk);
        host.mount("0:45", "/", "btrfs", "/dev/nvme0n1p2", "rw,subvol=/@");

        assertThat(host.codes(DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.reasons(OTHER_DISK)).singleElement().asString().contains(OTHER_DISK, "/dev/nvme1n1");
    }

    @Test
    void aBtrfsWhoseDisksAreNotListedMakesAllDisksUnknown() {
        tree.directory("/sys/fs/btrfs");
        host.mount("0:45", "/", "btrfs", "/dev/root", "rw");

        assertThat(host.codes(DISK)).containsExactly(UNKNOWN);
        assertThat(host.codes(OTHER_DISK)).containsExactly(UNKNOWN);
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void anUnknownIncludesAStorageControllerWithoutVisibleDisks() {
        host.endpointBehindPort("0000:00:1d.0", "0000:07:00.0", "1000:0097", "010700", 7);
        host.pci().driver("0000:07:00.0", "mpt3sas");
        host.mount("0:45", "/odd", "oddfs", "none", "rw");

        assertThat(host.codes("0000:07:00.0")).containsExactly(UNKNOWN);
    }

    @Test
    void nothingOfTheHostIsOnAControllerWithoutADriverOfTheHost() {
        host.endpointBehindPort("0000:00:1d.0", "0000:07:00.0", "1000:0097", "010700", 7);
        host.mount("0:45", "/odd", "oddfs", "none", "rw");
        assertThat(host.refusals("0000:07:00.0")).isEmpty();

        host.pci().driver("0000:07:00.0", "vfio-pci");
        assertThat(host.refusals("0000:07:00.0")).isEmpty();
    }

    @Test
    void anUnknownAboutVisibleDisksLeavesAControllerWithoutDisks() {
        host.endpointBehindPort("0000:00:1d.0", "0000:07:00.0", "1000:0097", "010700", 7);
        host.pci().driver("0000:07:00.0", "mpt3sas");
        tree.directory("/sys/fs/btrfs");
        host.mount("0:45", "/", "btrfs", "/dev/root", "rw");

        assertThat(host.codes(DISK)).containsExactly(UNKNOWN);
        assertThat(host.refusals("0000:07:00.0")).isEmpty();
    }

    @Test
    void anUnknownIncludesAFunctionOfAnyClassWithADisk() {
        host.endpointBehindPort("0000:00:1d.0", "0000:07:00.0", "8086:a36d", "0c0330", 7);
        host.endpointBehindPort("0000:00:1d.1", "0000:08:00.0", "8086:a36d", "0c0330", 8);
        host.disk("0000:07:00.0", "usb1/1-1/block", "sda", "8:0");
        host.mount("0:45", "/odd", "oddfs", "none", "rw");

        assertThat(host.codes("0000:07:00.0")).containsExactly(UNKNOWN);
        assertThat(host.refusals("0000:08:00.0")).isEmpty();
    }

    @Test
    void aFileSystemOfAnUnknownTypeMayBeOnAnotherMachine() {
        host.endpointBehindPort("0000:00:1d.0", "0000:07:00.0", "10df:f400", "0c0400", 7);
        host.pci().driver("0000:07:00.0", "lpfc");
        host.mount("0:60", "/odd", "oddfs", "none", "rw");

        assertThat(host.codes("0000:07:00.0")).containsExactly(UNKNOWN);
        assertThat(host.codes(NIC)).containsExactly(UNKNOWN);
    }

    @Test
    void theLogOfAFileSystemOnAnotherDiskIsRefused() {
        host.mount("259:2", "/", "xfs", "/dev/nvme0n1p2", "rw,logdev=/dev/nvme1n1");

        assertThat(host.codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
    }

    @Test
    void theJournalOfAFileSystemOnAnotherDiskIsRefused() {
        tree.directory("/proc/fs/jbd2/nvme0n1p2-8").directory("/proc/fs/jbd2/nvme1n1");

        assertThat(host.codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void aFileSystemThatIsActiveWithoutAMountIsRefused() {
        tree.directory("/sys/fs/ext4/features").directory("/sys/fs/xfs/nvme1n1");

        assertThat(host.codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void anActiveFileSystemWithAMountIsReportedOnce() {
        tree.directory("/sys/fs/xfs/nvme1n1");
        host.mount("259:4", "/data", "xfs", "/dev/nvme1n1", "rw");

        assertThat(host.refusals(OTHER_DISK)).hasSize(1);
    }

    @Test
    void aMissingBlockDeviceMakesDisksUnknown() {
        host.mount("8:99", "/gone", "ext4", "/dev/sdz", "rw");

        assertThat(host.codes(DISK)).containsExactly(UNKNOWN);
    }

    @Test
    void aMappedDeviceWithoutLowerDevicesMakesDisksUnknown() {
        host.mapped("dm-0", "253:0", "odd", "", new String[0]);
        host.mount("253:0", "/", "ext4", "/dev/mapper/odd", "rw");

        assertThat(host.codes(DISK)).containsExactly(UNKNOWN);
        assertThat(host.reasons(DISK)).singleElement().asString().contains("mapped device odd");
    }

    @Test
    void aFileSystemInMemoryNeedsNothing() {
        host.stacked("zram0", "254:0");
        host.mount("254:0", "/fast", "ext4", "/dev/zram0", "rw");

        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void aZramThatWritesBackNeedsItsDisk() {
        String zram = host.stacked("zram0", "254:0");
        tree.file(zram + "/backing_dev", "/dev/nvme0n1p2\n");
        host.mount("254:0", "/fast", "ext4", "/dev/zram0", "rw");

        assertThat(host.codes(DISK)).containsExactly(MOUNTED_FILE_SYSTEM, DISK_HELD);
    }

    @Test
    void aVirtualDiskFunctionNeedsItsPhysicalFunction() {
        tree.link("/sys/bus/pci/devices/" + DISK + "/physfn", "../" + OTHER_DISK);
        host.mount("259:2", "/", "ext4", "/dev/nvme0n1p2", "rw");

        assertThat(host.reasons(OTHER_DISK))
                .containsExactly(OTHER_DISK + " is the physical function of " + DISK
                        + ", which provides /dev/nvme0n1p2, mounted at /");
    }

    @Test
    void whatAnotherMountNamespaceHasMountedCounts() {
        tree.link("/proc/1/ns/mnt", "mnt:[1]")
                .link("/proc/77/ns/mnt", "mnt:[2]")
                .file("/proc/77/mountinfo", "9 1 259:4 / /mnt rw - ext4 /dev/nvme1n1 rw\n");

        assertThat(host.codes(OTHER_DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
    }

    @Test
    void anOverlayOfHiddenLayersMakesDisksUnknown() {
        host.mount("0:30", "/", "overlay", "ov", "rw,lowerdir=/lower,upperdir=/upper/u,workdir=/upper/w");

        assertThat(host.codes(DISK)).containsExactly(UNKNOWN);
        assertThat(host.reasons(DISK)).singleElement().asString().contains("/lower, /upper/u, /upper/w");
    }

    @Test
    void anotherNamespacesRootDoesNotMakeALayerVisible() {
        tree.link("/proc/1/ns/mnt", "mnt:[1]")
                .link("/proc/77/ns/mnt", "mnt:[2]")
                .file("/proc/77/mountinfo", "9 1 0:5 / / rw - devtmpfs devtmpfs rw\n");
        host.mount("0:30", "/", "overlay", "ov", "rw,lowerdir=/lower,upperdir=/upper/u,workdir=/upper/w");

        assertThat(host.codes(DISK)).containsExactly(UNKNOWN);
    }

    @Test
    void anOverlayOnAMountedDiskNeedsNoMoreThanThatDisk() {
        host.mount("259:2", "/", "ext4", "/dev/nvme0n1p2", "rw")
                .mount(
                        "0:50",
                        "/var/merged",
                        "overlay",
                        "overlay",
                        "rw,lowerdir=/var/a:/var/b,upperdir=/var/u,workdir=/var/w");

        assertThat(host.codes(DISK)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.refusals(OTHER_DISK)).isEmpty();
    }

    @Test
    void aFileSystemOfAnUnknownTypeMakesDisksUnknown() {
        host.mount("0:60", "/odd", "oddfs", "none", "rw");

        assertThat(host.reasons(DISK))
                .containsExactly("Cannot determine the backing device of file system type oddfs (mounted at /odd)");
    }

    @Test
    void unreadableMountsMakeEveryEndpointUnknown() {
        tree.remove("/proc/1/mountinfo");

        assertThat(host.codes(DISK)).containsExactly(UNKNOWN);
        assertThat(host.codes(NIC)).containsExactly(UNKNOWN);
    }

    @Test
    void aMalformedMountLineMakesEveryEndpointUnknown() {
        tree.file("/proc/1/mountinfo", "banana\n");

        assertThat(host.reasons(NIC)).singleElement().asString().contains("banana");
    }
}
