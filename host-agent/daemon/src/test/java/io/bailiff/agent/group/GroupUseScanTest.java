// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GroupUse.Holder;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.DeviceNumber;
import io.bailiff.agent.host.ForwardingHostFiles;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Open files and maps of processes, laid out in a directory as /proc has them. A NIC in group 7 and another in group 9 are on vfio-pci,
 * a third in group 11 is on its host driver.
 */
class GroupUseScanTest {

    private static final String PORT = "0000:02:01.0";
    private static final String OTHER = "0000:03:00.0";
    private static final String AT_HOME = "0000:04:00.0";
    private static final String PLACE = "/sys/devices/pci0000:00/";
    private static final String NAMELESS = "anon_inode:[vfio-device]";
    private static final GroupUse FREE = new GroupUse(GroupUse.State.FREE, List.of());

    @TempDir
    private Path root = Path.of("");

    private PciTree pci;
    private HostTree tree;
    private HostFiles files;

    @BeforeEach
    void aHostWithOneProcess() {
        pci = new PciTree(root);
        tree = pci.tree();
        files = tree.files();
        function(PORT, "vfio-pci", 7);
        function(OTHER, "vfio-pci", 9);
        function(AT_HOME, "e1000", 11);
        process(1, "systemd", "/dev/null", "socket:[1234]", "/home/operator/vfio/notes");
        tree.directory(PLACE + PORT + "/vfio-dev/vfio0").directory(PLACE + OTHER + "/vfio-dev/vfio1");
    }

    @Test
    void aGroupThatNobodyHasOpenIsFree() throws Exception {
        assertThat(use(PORT)).isEqualTo(FREE);
    }

    @Test
    void aHolderOfTheGroupsFileIsNamedOnce() throws Exception {
        process(42, "qemu-system-x86", "/dev/vfio/vfio", "/dev/vfio/7", "/dev/vfio/7");

        assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
    }

    @Test
    void anotherGroupsFileIsNoUse() throws Exception {
        process(42, "qemu-system-x86", "/dev/vfio/77");

        assertThat(use(PORT)).isEqualTo(FREE);
    }

    @Test
    void aMembersOwnFileCountsToo() throws Exception {
        process(42, "qemu-system-x86", "/dev/vfio/devices/vfio0", "/dev/iommu");

        assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
        assertThat(use(OTHER)).isEqualTo(FREE);
    }

    @Test
    void theFilesOfAHostWithoutAnIommuCountToo() throws Exception {
        tree.directory(PLACE + OTHER + "/vfio-dev/noiommu-vfio3");
        process(42, "dpdk-testpmd", "/dev/vfio/noiommu-7", "/dev/vfio/devices/noiommu-vfio3");

        assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "dpdk-testpmd")));
        assertThat(use(OTHER)).isEqualTo(inUseBy(new Holder(42, "dpdk-testpmd")));
    }

    @Test
    void aFileThatTheKernelHasRemovedAlreadyIsStillOpen() throws Exception {
        process(42, "qemu-system-x86", "/dev/vfio/7 (deleted)");

        assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
    }

    @Test
    void aRemovedFileOfAFunctionThatHasLostItsNameMayBeThisGroups() throws Exception {
        process(42, "qemu-system-x86", "/dev/vfio/devices/vfio0 (deleted)");
        assertThat(use(PORT)).as("the member still has its name").isEqualTo(FREE);

        tree.remove(PLACE + PORT + "/vfio-dev/vfio0");
        assertThat(use(PORT).state()).isEqualTo(GroupUse.State.UNKNOWN);
        assertThat(use(OTHER)).isEqualTo(FREE);
        assertThat(use(AT_HOME)).as("the member was never on a vfio driver").isEqualTo(FREE);
    }

    @Test
    void aFileOfAnotherMountNamespaceCounts() throws Exception {
        process(42, "qemu-system-x86", "/host/dev/vfio/7");

        assertThat(use(PORT).state()).isEqualTo(GroupUse.State.IN_USE);
    }

    @Test
    void aRelativeLinkOfACopiedTreeCounts() throws Exception {
        process(42, "qemu-system-x86", "../../../dev/vfio/7");

        assertThat(use(PORT).state()).isEqualTo(GroupUse.State.IN_USE);
    }

    @Test
    void aFileOfAnyNameIsKnownByItsDeviceNumber() throws Exception {
        process(42, "qemu-system-x86", "/srv/jail/group");
        process(43, "cloud-hyperviso", "/srv/jail/device");
        tree.directory("/sys/devices/virtual/vfio/7")
                .link("/sys/dev/char/243:1", "../../devices/virtual/vfio/7")
                .link("/sys/dev/char/510:1", "../../devices/pci0000:00/" + OTHER + "/vfio-dev/vfio1");
        files = new Nodes(tree.files());

        assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
        assertThat(use(OTHER)).isEqualTo(inUseBy(new Holder(43, "cloud-hyperviso")));
    }

    @Test
    void aFileOfAFileSystemThatRefusesRootIsNoDevice() throws Exception {
        process(42, "gvfsd-fuse", "/run/user/1000/gvfs/refused");
        files = new Nodes(tree.files());

        assertThat(use(PORT)).isEqualTo(FREE);
    }

    @Test
    void aThreadThatHasOutlivedTheFirstOfItsProcessHoldsToo() throws Exception {
        process(42, "qemu-system-x86");
        tree.directory("/proc/42/task/42/fd").link("/proc/42/task/57/fd/9", "/dev/vfio/7");

        assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
    }

    @Test
    void aProcessThatIsGoneIsNoReasonToDoubt() throws Exception {
        tree.directory("/proc/43");

        assertThat(use(PORT)).isEqualTo(FREE);
    }

    @Test
    void aProcessWhoseFilesCannotBeReadMayHaveTheGroupOpen() throws Exception {
        tree.file("/proc/43/fd", "");

        assertThat(use(PORT).state()).isEqualTo(GroupUse.State.UNKNOWN);
    }

    @Test
    void aThreadWhoseFilesCannotBeReadMayHaveTheGroupOpen() throws Exception {
        process(43, "qemu-system-x86");
        tree.file("/proc/43/task/57/fd", "");

        assertThat(use(PORT).state()).isEqualTo(GroupUse.State.UNKNOWN);
    }

    @Test
    void aGroupOnHostDriversIsFreeEvenIfAProcessCannotBeRead() throws Exception {
        tree.file("/proc/43/fd", "");

        assertThat(use(AT_HOME)).isEqualTo(FREE);
    }

    @Test
    void aFunctionThatItsVendorsDriverOffersMayBeOpen() throws Exception {
        tree.file("/proc/43/fd", "").directory(PLACE + AT_HOME + "/vfio-dev/vfio2");

        assertThat(use(AT_HOME).state()).isEqualTo(GroupUse.State.UNKNOWN);
    }

    @Test
    void aGroupWithAFileAndNoVfioDriverMayBeOpen() throws Exception {
        tree.file("/proc/43/fd", "").directory("/sys/class/vfio/11");

        assertThat(use(AT_HOME).state()).isEqualTo(GroupUse.State.UNKNOWN);
    }

    @Test
    void aHolderIsKnownAlsoWhereAnotherProcessCannotBeRead() throws Exception {
        process(42, "qemu-system-x86", "/dev/vfio/7");
        tree.file("/proc/43/fd", "");

        assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
    }

    @Test
    void aHostWhoseProcessesCannotBeListedIsUnknown() throws Exception {
        IommuGroup group = group(PORT);
        GroupUseScan blind = new GroupUseScan(new LinuxFiles(root.resolve("nowhere")));

        assertThat(blind.scan(group).state()).isEqualTo(GroupUse.State.UNKNOWN);
    }

    @Test
    void aHolderSaysWhichGuestItRuns() throws Exception {
        process(42, "qemu-system-x86", "/dev/vfio/7");
        String uuid = "4dea22b3-1d52-d8f3-2516-782e98ab3fa0";
        tree.file(
                        "/proc/42/cmdline",
                        "/usr/bin/qemu-system-x86_64\0-name\0guest=web1,debug-threads=on\0-uuid\0" + uuid + "\0")
                .file("/proc/42/stat", "42 (a) b (c) S 1 42 42 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 4 0 98765 1 2 3\n");

        assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86", "web1", uuid, 98765L)));
        assertThat(GroupUseScan.holders(use(PORT))).isEqualTo("guest web1 (qemu-system-x86, process 42)");
    }

    @Test
    void aHolderIsAnotherProcessAfterReuseOfItsPid() throws Exception {
        process(42, "qemu-system-x86", "/dev/vfio/7");
        tree.file("/proc/42/stat", "42 (kvm) S 1 42 42 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 4 0 98765 1 2 3\n");
        GroupUseScan scan = new GroupUseScan(files);

        assertThat(scan.stillHeld(group(PORT), new Holder(42, "kvm", null, null, 98765L)))
                .isTrue();
        assertThat(scan.stillHeld(group(PORT), new Holder(42, "kvm", null, null, 98764L)))
                .isFalse();
        assertThat(scan.stillHeld(group(PORT), new Holder(42, "kvm"))).isTrue();
        assertThat(scan.stillHeld(group(OTHER), new Holder(42, "kvm"))).isFalse();
    }

    /** A process that has closed the file of the group, or has only ever got the file of the function. */
    @Nested
    class FilesWithoutAName {

        @Test
        void aFileBelongsToTheFunctionThatTheKernelShows() throws Exception {
            process(42, "spdk_tgt", NAMELESS);
            shownAs(42, PLACE + PORT);

            assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "spdk_tgt")));
            assertThat(use(OTHER)).isEqualTo(FREE);
        }

        @Test
        void theFileOfAMediatedDeviceIsNoUseOfItsParent() throws Exception {
            process(42, "qemu-system-x86", NAMELESS);
            shownAs(42, PLACE + PORT + "/4dea22b3-1d52-d8f3-2516-782e98ab3fa0");

            assertThat(use(PORT)).isEqualTo(FREE);
        }

        @Test
        void theRemovedFileOfAFunctionIsKnownWhereTheKernelShowsTheFunction() throws Exception {
            process(42, "qemu-system-x86", "/dev/vfio/devices/vfio0 (deleted)");
            shownAs(42, PLACE + PORT);

            assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
        }

        @Test
        void aFileThatTheKernelDoesNotShowMayBeAnyFunctionsOnAVfioDriver() throws Exception {
            process(42, "spdk_tgt", NAMELESS);
            tree.file("/proc/42/fdinfo/0", "pos:\t0\nflags:\t02000002\nmnt_id:\t16\n");

            assertThat(use(PORT).unknowns())
                    .containsExactly("process 42 (spdk_tgt) has a vfio device open that this kernel does not name");
            assertThat(use(OTHER).state()).isEqualTo(GroupUse.State.UNKNOWN);
            assertThat(use(AT_HOME)).isEqualTo(FREE);
        }

        @Test
        void aFunctionThatIsNotEnabledIsNotOpen() throws Exception {
            process(42, "spdk_tgt", NAMELESS);
            pci.attribute(PORT, "enable", "0\n").attribute(OTHER, "enable", "1\n");

            assertThat(use(PORT)).isEqualTo(FREE);
            assertThat(use(OTHER).state()).isEqualTo(GroupUse.State.UNKNOWN);
        }

        @Test
        void aGroupWithAKnownHolderIsInUseByTheHolder() throws Exception {
            process(42, "spdk_tgt", NAMELESS);
            process(43, "qemu-system-x86", "/dev/vfio/7", NAMELESS);

            assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(43, "qemu-system-x86")));
        }

        @Test
        void aProcessWithAGroupHasTheDevicesOfThatGroup() throws Exception {
            process(43, "qemu-system-x86", "/dev/vfio/9", NAMELESS);

            assertThat(use(PORT)).isEqualTo(FREE);
        }

        @Test
        void aProcessWithMoreDevicesThanItsGroupsHaveHasAnotherGroupsDevice() throws Exception {
            process(43, "qemu-system-x86", "/dev/vfio/9", NAMELESS, NAMELESS);

            assertThat(use(PORT).state()).isEqualTo(GroupUse.State.UNKNOWN);
        }

        @Test
        void theGroupOfMediatedDevicesExplainsTheirFiles() throws Exception {
            tree.directory("/sys/kernel/iommu_groups/30/devices/4dea22b3-1d52-d8f3-2516-782e98ab3fa0")
                    .directory("/sys/kernel/iommu_groups/30/devices/5dea22b3-1d52-d8f3-2516-782e98ab3fa0");
            process(43, "qemu-system-x86", "/dev/vfio/30", NAMELESS, NAMELESS);

            assertThat(use(PORT)).isEqualTo(FREE);
        }

        @Test
        void aGroupUnderAnUnusualNameExplainsTheFileToo() throws Exception {
            String driverless = "0000:05:00.0";
            pci.endpoint("pci0000:00", driverless, "8086:a36f", "118000").group(13, driverless);
            process(43, "qemu-system-x86", "/srv/jail/other-group", NAMELESS);
            assertThat(use(driverless).state()).isEqualTo(GroupUse.State.UNKNOWN);

            tree.directory("/sys/devices/virtual/vfio/9").link("/sys/dev/char/243:2", "../../devices/virtual/vfio/9");
            files = new Nodes(tree.files());
            assertThat(use(driverless)).isEqualTo(FREE);
        }

        @Test
        void theThreadsOfAProcessShareItsFiles() throws Exception {
            process(43, "qemu-system-x86");
            for (String thread : List.of("57", "58")) {
                tree.link("/proc/43/task/" + thread + "/fd/9", "/dev/vfio/9")
                        .link("/proc/43/task/" + thread + "/fd/10", NAMELESS);
            }

            assertThat(use(PORT)).isEqualTo(FREE);
        }

        private void shownAs(long pid, String path) {
            tree.file("/proc/" + pid + "/fdinfo/0", "pos:\t0\nflags:\t02000002\nvfio-device-syspath: " + path + "\n");
        }
    }

    /** A process that has closed every file and still has the registers of a function in its memory. */
    @Nested
    class Maps {

        private static final String HEAP = "55d0c0a00000-55d0c0a21000 rw-p 00000000 00:00 0                  [heap]\n";

        @Test
        void aMapOfAFunctionsFileIsAUse() throws Exception {
            process(42, "cloud-hyperviso");
            tree.file("/proc/42/maps", HEAP + map("/dev/vfio/devices/vfio0"));

            assertThat(use(PORT)).isEqualTo(inUseBy(new Holder(42, "cloud-hyperviso")));
            assertThat(use(OTHER)).isEqualTo(FREE);
        }

        @Test
        void aMapWithoutANameMayBeOfAnyFunctionOnAVfioDriver() throws Exception {
            process(42, "spdk_tgt");
            tree.file("/proc/42/maps", HEAP + map(NAMELESS) + map(NAMELESS));

            assertThat(use(PORT).unknowns())
                    .containsExactly("process 42 (spdk_tgt) has a vfio device mapped that this kernel does not name");
            assertThat(use(AT_HOME)).isEqualTo(FREE);
        }

        @Test
        void aThreadThatHasOutlivedTheFirstOfItsProcessKeepsTheMap() throws Exception {
            process(42, "qemu-system-x86");
            tree.file("/proc/42/maps", "").file("/proc/42/task/57/maps", map(NAMELESS));

            assertThat(use(PORT).state()).isEqualTo(GroupUse.State.UNKNOWN);
        }

        @Test
        void aFunctionThatIsNotEnabledIsNotMapped() throws Exception {
            process(42, "spdk_tgt");
            tree.file("/proc/42/maps", map(NAMELESS));
            pci.attribute(PORT, "enable", "0\n");

            assertThat(use(PORT)).isEqualTo(FREE);
        }

        @Test
        void theMapsOfAProcessWithAGroupAreOfThatGroup() throws Exception {
            process(43, "qemu-system-x86", "/dev/vfio/9", NAMELESS);
            tree.file("/proc/43/maps", map(NAMELESS));

            assertThat(use(PORT)).isEqualTo(FREE);
        }

        @Test
        void aProcessWhoseMapsCannotBeReadMayHaveAMap() throws Exception {
            process(42, "spdk_tgt");
            tree.directory("/proc/42/maps");

            assertThat(use(PORT).state()).isEqualTo(GroupUse.State.UNKNOWN);
            assertThat(use(AT_HOME)).isEqualTo(FREE);
        }

        private static String map(String path) {
            return "7f3a80000000-7f3a80020000 rw-s 00000000 00:0f 1050                       " + path + "\n";
        }
    }

    /** A host with the numbers of device files, and a file system that does not let root look at its files. */
    private static final class Nodes extends ForwardingHostFiles {

        Nodes(HostFiles files) {
            super(files);
        }

        @Override
        public Optional<DeviceNumber> deviceNumber(String path) throws HostFileException {
            String target = files.readLink(path).orElse("");
            if (target.endsWith("/refused")) {
                throw new HostFileException(HostError.DENIED, path, "Permission denied (EACCES)");
            }
            return switch (target) {
                case "/srv/jail/group" -> Optional.of(new DeviceNumber(DeviceNumber.Type.CHARACTER, 243, 1));
                case "/srv/jail/other-group" -> Optional.of(new DeviceNumber(DeviceNumber.Type.CHARACTER, 243, 2));
                case "/srv/jail/device" -> Optional.of(new DeviceNumber(DeviceNumber.Type.CHARACTER, 510, 1));
                default -> Optional.empty();
            };
        }
    }

    private GroupUse use(String address) throws HostFileException {
        return new GroupUseScan(files).scan(group(address));
    }

    private IommuGroup group(String address) throws HostFileException {
        return new PciBus(tree.files()).groupOf(PciAddress.parse(address)).orElseThrow();
    }

    private static GroupUse inUseBy(Holder... holders) {
        return new GroupUse(GroupUse.State.IN_USE, List.of(holders));
    }

    private void function(String address, String driver, int group) {
        pci.endpoint("pci0000:00", address, "8086:1010", "020000")
                .driver(address, driver)
                .group(group, address);
    }

    private void process(long pid, String command, String... openFiles) {
        tree.directory("/proc/" + pid + "/fd").file("/proc/" + pid + "/comm", command + "\n");
        for (int number = 0; number < openFiles.length; number++) {
            tree.link("/proc/" + pid + "/fd/" + number, openFiles[number]);
        }
    }
}
