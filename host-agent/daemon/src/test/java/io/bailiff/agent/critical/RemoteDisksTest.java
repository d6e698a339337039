// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.INTERFACE_STACKED;
import static io.bailiff.agent.api.Refusal.Code.MOUNTED_FILE_SYSTEM;
import static io.bailiff.agent.api.Refusal.Code.UNKNOWN;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static io.bailiff.agent.critical.FakeHost.OTHER_NIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.host.HostTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks and file systems of other machines, over Fibre Channel and over networks. */
class RemoteDisksTest {

    private static final String FIRST_HBA = "0000:3b:00.0";
    private static final String SECOND_HBA = "0000:3c:00.0";

    @TempDir
    private Path root;

    private FakeHost host;
    private HostTree tree;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        tree = host.tree();
        host.netInterface(NIC, "eth0");
        host.netInterface(OTHER_NIC, "eth1");
    }

    // Fibre Channel

    @Test
    void aRootDiskOverFibreChannelWithoutReadablePortNamesKeepsEveryFibreChannelFunction() {
        rootOverFibreChannel();
        tree.directory(host.pci().directory(FIRST_HBA) + "/host0/fc_host/host0");

        assertThat(host.refused()).isEqualTo(Map.of(20, List.of(UNKNOWN), 21, List.of(UNKNOWN)));
    }

    @Test
    void aRootDiskOverFibreChannelKeepsTheFunctionOfEachPortByName() {
        rootOverFibreChannel();
        port(FIRST_HBA, "host0", "0x1000000000000000");
        port(SECOND_HBA, "host1", "0x1000000000000001");

        assertThat(host.refused())
                .isEqualTo(Map.of(20, List.of(MOUNTED_FILE_SYSTEM), 21, List.of(MOUNTED_FILE_SYSTEM)));
        assertThat(host.unknowns()).isEmpty();
    }

    @Test
    void aFunctionWithAnotherPortOfFibreChannelIsNotKept() {
        hba("0000:00:1d.1", SECOND_HBA, "0c0400", 21, "lpfc");
        port(SECOND_HBA, "host1", "0x1000000000000001");
        diskOver("nvme0", "nn-0x1:pn-0x2", "nn-0x3:pn-0x1000000000000001");
        hba("0000:00:1d.0", FIRST_HBA, "0c0400", 20, "lpfc");
        port(FIRST_HBA, "host0", "0x1000000000000009");

        assertThat(host.refused()).isEqualTo(Map.of(21, List.of(MOUNTED_FILE_SYSTEM)));
    }

    @Test
    void theRemotePortShowsTheFunctionWhereTheControllerNamesNoLocalPort() {
        hba("0000:00:1d.1", SECOND_HBA, "0c0400", 21, "qla2xxx");
        String remote = host.pci().directory(SECOND_HBA) + "/host1/rport-1:0-0/fc_remote_ports/rport-1:0-0";
        tree.file(remote + "/port_name", "0x2100000000000000\n").link("/sys/class/fc_remote_ports/rport-1:0-0", remote);
        diskOver("nvme0", "nn-0x1:pn-0x2100000000000000", "");

        assertThat(host.refused()).isEqualTo(Map.of(21, List.of(MOUNTED_FILE_SYSTEM)));
    }

    @Test
    void anUnknownAboutFibreChannelIncludesAConvergedAdapterAndNoFunctionOutsideOfTheHost() {
        hba("0000:00:1d.0", FIRST_HBA, "020000", 20, "qede");
        port(FIRST_HBA, "host0", "0x1000000000000009");
        hba("0000:00:1d.1", SECOND_HBA, "0c0400", 21, "vfio-pci");
        diskOver("nvme0", "nn-0x1:pn-0x2", "nn-0x3:pn-0x4");

        assertThat(host.refused()).isEqualTo(Map.of(20, List.of(UNKNOWN)));
    }

    @Test
    void aDiskOverFibreChannelInSoftwareKeepsTheInterfaceBelowTheVlan() {
        host.stackedInterface("eth1.100", "eth1");
        host.block("/sys/devices/virtual/net/eth1.100/ctlr_0/host7/rport-7:0-0/target7:0:0/7:0:0:0/block/sdb", "8:16");
        host.mount("8:16", "/", "ext4", "/dev/sdb", "rw");

        assertThat(host.refused()).isEqualTo(Map.of(6, List.of(MOUNTED_FILE_SYSTEM, INTERFACE_STACKED)));
    }

    // NVMe over networks

    @Test
    void anUnreadableNvmeTargetMayBeOverFibreChannelOrANetwork() {
        hba("0000:00:1d.0", FIRST_HBA, "0c0400", 20, "lpfc");
        diskOver("nvme0", "nn-0x1:pn-0x2", "");
        tree.remove("/sys/devices/virtual/nvme-fabrics/ctl/nvme0/address");

        assertThat(host.refused()).isEqualTo(Map.of(3, List.of(UNKNOWN), 6, List.of(UNKNOWN), 20, List.of(UNKNOWN)));
    }

    @Test
    void aTargetOfTheSameHostNeedsNoNetwork() {
        diskOver("nvme0", "none", "");
        tree.file("/sys/devices/virtual/nvme-fabrics/ctl/nvme0/transport", "loop\n");

        assertThat(host.refused()).isEmpty();
        assertThat(host.unknowns()).isEmpty();
    }

    // Other disks over networks

    @Test
    void aCephImageNeedsTheRouteToItsMonitors() {
        host.stacked("rbd3", "252:48");
        tree.file("/sys/bus/rbd/devices/3/config_info", "10.0.0.9:6789 name=admin,secret=x pool image -\n");
        host.route("eth1", "0000000A", "000000FF").mount("252:48", "/srv", "ext4", "/dev/rbd3", "rw");

        assertThat(host.refused()).isEqualTo(Map.of(6, List.of(MOUNTED_FILE_SYSTEM)));
    }

    @Test
    void aNetworkDiskWithoutAKnownServerIsUnknownAboutInterfacesAlone() {
        host.disk(FakeHost.DISK, "nvme/nvme0", "nvme0n1", "259:0");
        host.stacked("nbd0", "43:0");
        host.mount("43:0", "/srv", "ext4", "/dev/nbd0", "rw");

        assertThat(host.refused()).isEqualTo(Map.of(3, List.of(UNKNOWN), 6, List.of(UNKNOWN)));
    }

    // Network file systems

    @Test
    void aLustreNeedsTheRoutesToItsServers() {
        host.route("eth1", "0000000A", "000000FF").mount("0:50", "/s", "lustre", "10.0.0.1@tcp:10.0.0.2@tcp:/s", "rw");

        assertThat(host.refused()).isEqualTo(Map.of(6, List.of(MOUNTED_FILE_SYSTEM)));
    }

    @Test
    void aFileSystemOfAProgramNeedsTheRouteToItsServerIfTheSourceNamesTheAddress() {
        host.route("eth1", "0000000A", "000000FF").mount("0:50", "/s", "fuse.sshfs", "me@10.0.0.7:/home", "rw");

        assertThat(host.refused()).isEqualTo(Map.of(6, List.of(MOUNTED_FILE_SYSTEM)));
    }

    @Test
    void aNetworkFileSystemOfAProgramWithoutAnAddressIsUnknownAboutInterfaces() {
        host.mount("0:50", "/s", "fuse.juicefs", "JuiceFS:vol", "rw");

        assertThat(host.refused()).isEqualTo(Map.of(3, List.of(UNKNOWN), 6, List.of(UNKNOWN)));
    }

    @Test
    void anotherFileSystemOfAProgramNeedsNothing() {
        host.mount("0:50", "/s", "fuse.squashfuse", "squashfuse", "rw");

        assertThat(host.refused()).isEmpty();
    }

    private void rootOverFibreChannel() {
        hba("0000:00:1d.0", FIRST_HBA, "0c0400", 20, "lpfc");
        hba("0000:00:1d.1", SECOND_HBA, "0c0400", 21, "lpfc");
        diskOver("nvme0", "nn-0x2000000000000001:pn-0x2100000000000000", "nn-0x200a:pn-0x1000000000000000");
        controller("nvme1", "nn-0x2000000000000001:pn-0x2100000000000001", "nn-0x200a:pn-0x1000000000000001");
    }

    private void diskOver(String controller, String target, String local) {
        controller(controller, target, local);
        String disk = host.block("/sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1", "259:0");
        host.partition(disk, "nvme0n1p2", "259:2");
        host.mount("259:2", "/", "xfs", "/dev/nvme0n1p2", "rw");
    }

    private void controller(String name, String target, String local) {
        String controller = "/sys/devices/virtual/nvme-fabrics/ctl/" + name;
        tree.file(controller + "/address", "traddr=" + target + (local.isEmpty() ? "" : ",host_traddr=" + local) + "\n")
                .link("/sys/devices/virtual/nvme-subsystem/nvme-subsys0/" + name, controller);
    }

    private void hba(String port, String address, String classCode, int group, String driver) {
        host.endpointBehindPort(port, address, "10df:f400", classCode, group);
        host.pci().driver(address, driver);
    }

    private void port(String address, String name, String portName) {
        String port = host.pci().directory(address) + "/" + name + "/fc_host/" + name;
        tree.file(port + "/port_name", portName + "\n").link("/sys/class/fc_host/" + name, port);
    }
}
