// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.Refusal.Code;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Disks of hosts in the field. */
class FieldDisksTest extends FieldHostTests {

    private static final String NVME_1 = "0000:01:00.0";
    private static final String NVME_2 = "0000:02:00.0";
    private static final String HBA = "0000:08:00.0";
    private static final List<String> LENDABLE_OF_STORAGE_HOST = List.of("0000:00:14.0", "0000:00:17.0", HBA);

    @Test
    void disksInUseStayAlsoWithoutAMountedFileSystem() {
        FieldHost host = host("disks-in-use-without-file-system");

        assertThat(host.lendable()).isEmpty();
        assertThat(host.codes("0000:02:00.0")).containsExactlyInAnyOrder(Code.DISK_HELD, Code.DISK_OPEN);
        assertThat(host.codes("0000:03:00.0")).containsExactly(Code.DISK_OPEN);
        assertThat(host.codes("0000:04:00.0")).containsExactly(Code.DISK_HELD);
        assertThat(host.evidence("0000:03:00.0")).containsExactly("/proc/4711/fd/21");
        assertThat(host.codes("0000:00:1c.2"))
                .as("the port above the member of the array")
                .containsExactly(Code.DISK_HELD);
    }

    @Test
    void aDetachOfADiskInUseWritesNothing() {
        FieldHost host = host("disks-in-use-without-file-system");

        for (String disk : List.of("0000:02:00.0", "0000:03:00.0", "0000:04:00.0")) {
            assertThat(host.exitCode("plan", disk)).isEqualTo(REFUSED);
            assertThat(host.exitCode("detach", "--with-siblings", disk)).isEqualTo(REFUSED);
            assertThat(host.override(disk)).isEqualTo("(null)");
        }
        assertThat(host.unbound()).isEmpty();
    }

    @Test
    void bothFunctionsOfTheHbaStayIfThePathsOfTheRootDiskAreUnknown() {
        FieldHost host = host("root-on-nvme-over-fibre-channel");

        assertThat(host.lendable()).isEmpty();
        assertThat(host.codes("0000:3b:00.0")).containsExactly(Code.UNKNOWN);
        assertThat(host.codes("0000:3b:00.1")).containsExactly(Code.UNKNOWN);
        assertThat(host.unknowns())
                .as("one for each path")
                .hasSize(2)
                .allSatisfy(functions -> assertThat(functions).containsExactly("0000:3b:00.0", "0000:3b:00.1"));
        assertThat(host.exitCode("detach", "0000:3b:00.0")).isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
    }

    @Test
    void bothFunctionsOfTheHbaCarryTheRootDiskIfThePortsShowTheirNames() {
        FieldHost host = host("root-on-nvme-over-fibre-channel");
        for (int port : List.of(0, 1)) {
            host.tree()
                    .file(
                            "/sys/bus/pci/devices/0000:3b:00." + port + "/host" + port + "/fc_host/host" + port
                                    + "/port_name",
                            "0x100000000000000" + port + "\n")
                    .link(
                            "/sys/class/fc_host/host" + port,
                            "../../devices/pci0000:00/0000:00:01.0/0000:3b:00." + port + "/host" + port
                                    + "/fc_host/host" + port);
        }

        assertThat(host.codes("0000:3b:00.0")).containsExactly(Code.MOUNTED_FILE_SYSTEM);
        assertThat(host.codes("0000:3b:00.1")).containsExactly(Code.MOUNTED_FILE_SYSTEM);
        assertThat(host.unknowns()).isEmpty();
    }

    @Test
    void theDisksOfAZfsRootStayAndTheHbaOfTheGuestIsLent() {
        FieldHost host = host("zfs-root-and-hba");

        assertThat(host.lendable()).containsExactlyElementsOf(LENDABLE_OF_STORAGE_HOST);
        assertThat(host.codes(NVME_1)).containsExactly(Code.UNKNOWN);
        assertThat(host.codes(NVME_2)).containsExactly(Code.UNKNOWN);
        assertThat(host.unknowns()).as("the tree has no labels on the disks").containsExactly(List.of(NVME_1, NVME_2));
        assertThat(host.exitCode("detach", NVME_1)).isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
        assertThat(host.exitCode("detach", HBA)).isEqualTo(UNDONE);
        assertThat(host.unbound()).containsExactly("mpt3sas");
    }

    @Test
    void bothDisksOfABcachefsRootStayAndTheHbaOfTheGuestIsLent() {
        FieldHost host = host("bcachefs-root-and-hba");

        assertThat(host.lendable()).containsExactlyElementsOf(LENDABLE_OF_STORAGE_HOST);
        assertThat(host.codes(NVME_1)).containsExactly(Code.MOUNTED_FILE_SYSTEM);
        assertThat(host.codes(NVME_2)).containsExactly(Code.MOUNTED_FILE_SYSTEM);
        assertThat(host.unknowns()).isEmpty();
        assertThat(host.exitCode("detach", NVME_2)).isEqualTo(REFUSED);
        assertThat(host.unbound()).isEmpty();
    }
}
