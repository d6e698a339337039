// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GroupUse.Holder;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.pci.IommuGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Open files of processes, laid out in a directory as /proc has them. */
class GroupUseScanTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final GroupUse FREE = new GroupUse(GroupUse.State.FREE, List.of());

    @TempDir
    private Path root = Path.of("");

    private GroupUseScan scan = new GroupUseScan(new LinuxFiles(root));

    @BeforeEach
    void aHostWithOneProcess() throws IOException {
        scan = new GroupUseScan(new LinuxFiles(root));
        process(1, "systemd", "/dev/null", "socket:[1234]", "/home/operator/vfio/notes");
        Files.createDirectories(root.resolve("sys/bus/pci/devices/" + PORT + "/vfio-dev/vfio0"));
    }

    @Test
    void aGroupThatNobodyHasOpenIsFree() {
        assertThat(use()).isEqualTo(FREE);
    }

    @Test
    void aHolderOfTheGroupsFileIsNamedOnce() throws IOException {
        process(42, "qemu-system-x86", "/dev/vfio/vfio", "/dev/vfio/7", "/dev/vfio/7");

        assertThat(use()).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
    }

    @Test
    void anotherGroupsFileIsNoUse() throws IOException {
        process(42, "qemu-system-x86", "/dev/vfio/77");

        assertThat(use()).isEqualTo(FREE);
    }

    @Test
    void aMembersOwnFileCountsToo() throws IOException {
        process(42, "qemu-system-x86", "/dev/vfio/devices/vfio0");

        assertThat(use()).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
    }

    @Test
    void aFileThatTheKernelHasRemovedAlreadyIsStillOpen() throws IOException {
        process(42, "qemu-system-x86", "/dev/vfio/7 (deleted)");

        assertThat(use()).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
    }

    @Test
    void aRemovedFileOfAFunctionThatHasLostItsNameMayBeThisGroups() throws IOException {
        process(42, "qemu-system-x86", "/dev/vfio/devices/vfio0 (deleted)");
        assertThat(use()).as("the member still has its name").isEqualTo(FREE);

        Files.delete(root.resolve("sys/bus/pci/devices/" + PORT + "/vfio-dev/vfio0"));
        assertThat(use().state()).isEqualTo(GroupUse.State.UNKNOWN);
    }

    @Test
    void aFileOfAnotherMountNamespaceCounts() throws IOException {
        process(42, "qemu-system-x86", "/host/dev/vfio/7");

        assertThat(use().state()).isEqualTo(GroupUse.State.IN_USE);
    }

    @Test
    void aThreadThatHasOutlivedTheFirstOfItsProcessHoldsToo() throws IOException {
        process(42, "qemu-system-x86");
        Path thread = Files.createDirectories(root.resolve("proc/42/task/57/fd"));
        Files.createDirectories(root.resolve("proc/42/task/42/fd"));
        Files.createSymbolicLink(thread.resolve("9"), Path.of("/dev/vfio/7"));

        assertThat(use()).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
    }

    @Test
    void aProcessThatIsGoneIsNoReasonToDoubt() throws IOException {
        Files.createDirectories(root.resolve("proc/43"));

        assertThat(use()).isEqualTo(FREE);
    }

    @Test
    void aProcessWhoseFilesCannotBeReadMayHaveTheGroupOpen() throws IOException {
        Files.createDirectories(root.resolve("proc/43"));
        Files.createFile(root.resolve("proc/43/fd"));

        assertThat(use().state()).isEqualTo(GroupUse.State.UNKNOWN);
    }

    @Test
    void aThreadWhoseFilesCannotBeReadMayHaveTheGroupOpen() throws IOException {
        process(43, "qemu-system-x86");
        Files.createDirectories(root.resolve("proc/43/task/57"));
        Files.createFile(root.resolve("proc/43/task/57/fd"));

        assertThat(use().state()).isEqualTo(GroupUse.State.UNKNOWN);
    }

    @Test
    void aHolderIsKnownAlsoWhereAnotherProcessCannotBeRead() throws IOException {
        process(42, "qemu-system-x86", "/dev/vfio/7");
        Files.createDirectories(root.resolve("proc/43"));
        Files.createFile(root.resolve("proc/43/fd"));

        assertThat(use()).isEqualTo(inUseBy(new Holder(42, "qemu-system-x86")));
    }

    @Test
    void aHostWhoseProcessesCannotBeListedIsUnknown() throws IOException {
        GroupUseScan blind = new GroupUseScan(new LinuxFiles(root.resolve("nowhere")));

        assertThat(blind.scan(group()).state()).isEqualTo(GroupUse.State.UNKNOWN);
    }

    private GroupUse use() {
        return scan.scan(group());
    }

    private static GroupUse inUseBy(Holder... holders) {
        return new GroupUse(GroupUse.State.IN_USE, List.of(holders));
    }

    private static IommuGroup group() {
        FunctionReport port = new FunctionReport(
                PORT,
                FunctionKind.ENDPOINT,
                "8086",
                "1010",
                "8086",
                "1012",
                "020000",
                null,
                "vfio-pci",
                "vfio-pci",
                -1,
                null);
        return new IommuGroup(7, List.of(port), List.of(), List.of());
    }

    private void process(long pid, String command, String... openFiles) throws IOException {
        Path directory = root.resolve("proc/" + pid);
        Files.createDirectories(directory.resolve("fd"));
        Files.writeString(directory.resolve("comm"), command + "\n");
        for (int number = 0; number < openFiles.length; number++) {
            Files.createSymbolicLink(directory.resolve("fd/" + number), Path.of(openFiles[number]));
        }
    }
}
