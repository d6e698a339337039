// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.DISK_EXPORTED;
import static io.bailiff.agent.api.Refusal.Code.DISK_HELD;
import static io.bailiff.agent.api.Refusal.Code.DISK_OPEN;
import static io.bailiff.agent.api.Refusal.Code.UNKNOWN;
import static io.bailiff.agent.critical.FakeHost.DISK;
import static io.bailiff.agent.critical.FakeHost.OTHER_DISK;
import static io.bailiff.agent.critical.FakeHost.PORT_OF_DISK;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.SysfsNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks in use with no mounted file system. */
class DisksInUseTest {

    private static final String HBA = "0000:07:00.0";
    private static final String READ_WRITE = "02100002";
    private static final String READ_ONLY = "02100000";

    @TempDir
    private Path root;

    private FakeHost host;
    private HostTree tree;
    private String disk;
    private String otherDisk;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        tree = host.tree();
        disk = host.disk(DISK, "nvme/nvme0", "nvme0n1", "259:0");
        otherDisk = host.disk(OTHER_DISK, "nvme/nvme1", "nvme1n1", "259:4");
    }

    @Test
    void everyGroupWithADiskInUseIsRefusedAndTheUnusedDiskIsNot() {
        String third = anotherNvme("0000:00:1d.1", "0000:08:00.0", 8, "nvme2n1");
        anotherNvme("0000:00:1d.2", "0000:09:00.0", 9, "nvme3n1");
        volume(disk, "dm-3", "pve2-vm--101--disk--0");
        String array = host.stacked("md0", "9:0", third);
        tree.file(array + "/md/array_state", "active\n");
        host.held(third, array).process(4711, "qemu-system-x86");
        tree.link("/proc/4711/fd/20", "../../../dev/dm-3").link("/proc/4711/fd/21", "../../../dev/nvme1n1");

        assertThat(host.refused())
                .isEqualTo(Map.of(4, List.of(DISK_HELD, DISK_OPEN), 5, List.of(DISK_OPEN), 8, List.of(DISK_HELD)));
        assertThat(host.unknowns()).isEmpty();
    }

    // Held

    @Test
    void aVolumeThatIsNotMountedHoldsItsDiskAndTheReasonNamesTheCommandThatEndsTheUse() {
        volume(disk, "dm-0", "my--vg-root");

        assertThat(host.reasons(DISK))
                .containsExactly(DISK + " provides /dev/nvme0n1, held by LVM volume my--vg-root;"
                        + " to end the use: vgchange -an my-vg");
        assertThat(host.codes(PORT_OF_DISK)).containsExactly(DISK_HELD);
        assertThat(host.refusals(OTHER_DISK)).isEmpty();
    }

    @Test
    void aHolderOfAPartitionHoldsTheDisk() {
        volume(host.partition(disk, "nvme0n1p2", "259:2"), "dm-0", "vg-root");

        assertThat(host.codes(DISK)).containsExactly(DISK_HELD);
    }

    @Test
    void aStackIsReportedOnceForEachDiskBelow() {
        String array = host.stacked("md0", "9:0", disk, otherDisk);
        tree.file(array + "/md/array_state", "inactive\n");
        host.held(disk, array).held(otherDisk, array);
        volume(array, "dm-0", "vg-root");

        assertThat(host.refusals(DISK)).hasSize(1);
        assertThat(host.reasons(OTHER_DISK)).singleElement().asString().contains("inactive", "mdadm --stop /dev/md0");
    }

    @Test
    void aMultipathDeviceOnAnUnusedDiskHoldsTheDisk() {
        host.held(disk, host.mapped("dm-0", "253:0", "mpatha", "mpath-3600", disk));

        assertThat(host.reasons(DISK)).singleElement().asString().contains("multipath -f mpatha");
    }

    @Test
    void manyVolumesOfADiskMakeOneReason() {
        for (int i = 0; i < 100; i++) {
            volume(disk, "dm-" + i, "vg-" + i);
        }

        assertThat(host.reasons(DISK)).singleElement().asString().contains("and 97 more", "vgchange -an vg");
    }

    @Test
    void aNameThatAShellWouldChangeGetsNoCommand() {
        host.held(disk, host.mapped("dm-0", "253:0", "a;reboot", "CRYPT-LUKS2-abc", disk));

        assertThat(host.reasons(DISK)).singleElement().asString().doesNotContain("to end the use");
    }

    @Test
    void aCacheOfBcacheWithoutADeviceToCacheForIsHeld() {
        tree.directory(disk + "/bcache");

        assertThat(host.codes(DISK)).containsExactly(DISK_HELD);
    }

    @Test
    void aLoopDeviceOnADiskHoldsTheDisk() {
        tree.file(host.block("/sys/devices/virtual/block/loop0", "7:0") + "/loop/backing_file", "/dev/nvme0n1\n");

        assertThat(host.codes(DISK)).containsExactly(DISK_HELD);
        assertThat(host.refusals(OTHER_DISK)).isEmpty();
    }

    @Test
    void aDrbdDeviceHoldsItsLocalDisk() {
        host.held(disk, host.stacked("drbd0", "147:0", disk));

        assertThat(host.codes(DISK)).containsExactly(DISK_HELD);
        assertThat(host.unknowns()).isEmpty();
    }

    // Open

    @Test
    void theGuestThatHasADiskOpenIsNamed() {
        host.process(4711, "qemu-system-x86").opens(4711, 21, "/dev/nvme0n1", READ_WRITE);
        tree.file("/proc/4711/cmdline", "/usr/bin/qemu-system-x86_64\0-name\0guest=web,,1,debug-threads=on\0-S\0");

        assertThat(host.reasons(DISK))
                .containsExactly(DISK + " provides /dev/nvme0n1, open in guest web,1 (qemu-system-x86, process 4711)");
        assertThat(host.refusals(DISK).get(0).evidence()).isEqualTo("/proc/4711/fd/21");
    }

    @Test
    void aDiskThatAProcessHasOpenTwiceIsReportedOnce() {
        host.process(8, "ceph-osd").opens(8, 21, "/dev/nvme0n1", READ_WRITE).opens(8, 22, "/dev/nvme0n1", READ_ONLY);

        assertThat(host.refusals(DISK)).hasSize(1);
    }

    @Test
    void aNodeThatSendsCommandsToADiskIsAUseOfItsController() {
        host.endpointBehindPort("0000:00:1d.0", HBA, "1000:0097", "010700", 7);
        node(host.pci().directory(HBA) + "/host9/target9:0:0/9:0:0:0/scsi_generic/sg3", "scsi_generic");
        node(host.pci().directory(OTHER_DISK) + "/nvme/nvme1", "nvme");
        node(disk.substring(0, disk.lastIndexOf('/')) + "/ng0n1", "nvme-generic");
        host.process(9, "qemu-system-x86")
                .opens(9, 3, "/dev/sg3", READ_WRITE)
                .opens(9, 4, "/dev/nvme1", READ_WRITE)
                .opens(9, 5, "/dev/ng0n1", READ_WRITE);

        assertThat(host.codes(HBA)).containsExactly(DISK_OPEN);
        assertThat(host.codes(OTHER_DISK)).containsExactly(DISK_OPEN);
        assertThat(host.codes(DISK)).containsExactly(DISK_OPEN);
    }

    @Test
    void theControlNodeOfAControllerOnAnotherMachineIsNoUse() {
        node("/sys/devices/virtual/nvme-fabrics/ctl/nvme5", "nvme");
        host.process(9, "nvme-agent").opens(9, 4, "/dev/nvme5", READ_WRITE);

        assertThat(host.refused()).isEmpty();
        assertThat(host.unknowns()).isEmpty();
    }

    @Test
    void aMonitorThatOnlyReadsIsNoUse() {
        host.process(5, "multipathd").opens(5, 4, "/dev/nvme0n1", READ_ONLY);
        assertThat(host.refused()).isEmpty();

        host.opens(5, 5, "/dev/nvme0n1", READ_WRITE);
        assertThat(host.codes(DISK)).containsExactly(DISK_OPEN);
    }

    @Test
    void otherOpenFilesAreNoUse() {
        host.process(5, "bash").opens(5, 0, "/dev/pts/7", READ_WRITE).opens(5, 1, "/root/nvme0n1", READ_WRITE);

        assertThat(host.refused()).isEmpty();
    }

    @Test
    void aProcessWithUnreadableFilesMakesDisksUnknownAndNoInterface() {
        tree.file("/proc/77/fd", "");

        assertThat(host.refused()).isEqualTo(Map.of(4, List.of(UNKNOWN), 5, List.of(UNKNOWN)));
        assertThat(host.unknowns()).singleElement().asString().contains("/proc/77");
    }

    // Exported

    @Test
    void aDiskOfAnIscsiTargetOfTheKernelIsExported() {
        String store = "/sys/kernel/config/target/core/iblock_0/store";
        volume(disk, "dm-3", "vg-lun0");
        tree.file(store + "/info", "Status: ACTIVATED\n        iBlock device: dm-3  UDEV PATH: /dev/vg/lun0\n")
                .file(store + "/enable", "1\n")
                .file("/sys/kernel/config/target/core/iblock_0/hba_info", "HBA Index: 1\n");

        assertThat(host.codes(DISK)).containsExactly(DISK_HELD, DISK_EXPORTED);
        assertThat(host.refusals(OTHER_DISK)).isEmpty();
    }

    @Test
    void aStoreOfAnotherKindIsFoundByItsPath() {
        tree.file("/sys/kernel/config/target/core/pscsi_0/a/udev_path", "/dev/nvme0n1\n")
                .file("/sys/kernel/config/target/core/fileio_1/b/udev_path", "/srv/image.raw\n");

        assertThat(host.codes(DISK)).containsExactly(DISK_EXPORTED);
        assertThat(host.unknowns()).isEmpty();
    }

    @Test
    void aNamespaceOfTheNvmeTargetIsExportedWhenItIsEnabled() {
        String namespace = "/sys/kernel/config/nvmet/subsystems/nqn.a/namespaces/1";
        tree.file(namespace + "/device_path", "/dev/nvme0n1\n").file(namespace + "/enable", "0\n");
        assertThat(host.refused()).isEmpty();

        tree.file(namespace + "/enable", "1\n");
        assertThat(host.codes(DISK)).containsExactly(DISK_EXPORTED);
    }

    @Test
    void aControllerThatIsPassedThroughIsExported() {
        node(host.pci().directory(DISK) + "/nvme/nvme0", "nvme");
        String passthru = "/sys/kernel/config/nvmet/subsystems/nqn.a/passthru";
        tree.file(passthru + "/device_path", "/dev/nvme0\n").file(passthru + "/enable", "1\n");

        assertThat(host.codes(DISK)).containsExactly(DISK_EXPORTED);
    }

    private void volume(String lower, String name, String label) {
        String number = "253:" + name.substring("dm-".length());
        host.held(lower, host.mapped(name, number, label, "LVM-abc", lower));
    }

    private String anotherNvme(String port, String address, int group, String name) {
        host.endpointBehindPort(port, address, "144d:a808", "010802", group);
        return host.disk(address, "nvme/c" + group, name, "259:" + 10 * group);
    }

    private void node(String directory, String type) {
        tree.directory(directory).link("/sys/class/" + type + "/" + SysfsNames.last(directory), directory);
    }
}
