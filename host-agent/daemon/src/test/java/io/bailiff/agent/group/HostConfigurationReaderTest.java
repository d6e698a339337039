// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.HostConfiguration.Master;
import io.bailiff.agent.group.HostConfiguration.NetworkInterface;
import io.bailiff.agent.group.HostConfiguration.VirtualFunctions;
import io.bailiff.agent.group.HostConfiguration.Vlan;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostConfigurationReaderTest {

    private static final PciAddress NIC = PciAddress.parse("0000:03:00.0");

    @TempDir
    private Path root = Path.of("");

    private PciTree pci = new PciTree(root);
    private HostTree tree = pci.tree();

    @BeforeEach
    void aFunctionBehindAPort() {
        pci = new PciTree(root);
        tree = pci.tree();
        pci.bridge("pci0000:00", "0000:00:1c.0")
                .endpoint("pci0000:00/0000:00:1c.0", NIC.toString(), "8086:1521", "020000")
                .group(3, NIC.toString());
        tree.directory("/sys/class/net");
    }

    @Test
    void aFunctionWithoutInterfacesAndVirtualFunctionsLosesNothing() throws Exception {
        assertThat(reader().read(NIC)).isEmpty();

        tree.file(directory() + "/sriov_numvfs", "0\n").file(directory() + "/sriov_drivers_autoprobe", "1\n");
        assertThat(reader().read(NIC)).isEmpty();
    }

    @Test
    void theVirtualFunctionsAreCounted() throws Exception {
        tree.file(directory() + "/sriov_numvfs", "8\n").file(directory() + "/sriov_drivers_autoprobe", "0\n");

        assertThat(read().virtualFunctions()).isEqualTo(new VirtualFunctions(8, false));
    }

    @Test
    void aKernelWithoutTheAutoprobeFileHasNoSuchSetting() throws Exception {
        tree.file(directory() + "/sriov_numvfs", "8\n");

        assertThat(read().virtualFunctions()).isEqualTo(new VirtualFunctions(8, null));
    }

    @ParameterizedTest
    @CsvSource({
        "br0, bridge, BRIDGE",
        "bond0, bonding, BOND",
        "ovs-system, queues, OPEN_VSWITCH",
        "mgmt-vrf, queues, OTHER",
        "team0, queues, OTHER"
    })
    void theMasterHasAKind(String master, String directory, Master.Kind kind) throws Exception {
        virtual(master);
        tree.directory("/sys/devices/virtual/net/" + master + "/" + directory);
        physical("enp3s0", directory() + "/net/enp3s0");
        on("enp3s0", master);

        assertThat(read().interfaces())
                .singleElement()
                .extracting(NetworkInterface::master)
                .isEqualTo(new Master(master, kind, false));
        assertThat(read().interfaces().get(0).others()).isEmpty();
    }

    @Test
    void aBridgeThatFiltersVlansIsMarked() throws Exception {
        virtual("vmbr0");
        tree.file("/sys/devices/virtual/net/vmbr0/bridge/vlan_filtering", "1\n");
        physical("enp3s0", directory() + "/net/enp3s0");
        on("enp3s0", "vmbr0");

        assertThat(read().interfaces().get(0).master()).isEqualTo(new Master("vmbr0", Master.Kind.BRIDGE, true));
    }

    @Test
    void vlansAreReadUpToTheTopAndOtherInterfacesOnTopAreNamed() throws Exception {
        physical("enp3s0", directory() + "/net/enp3s0");
        for (String name : List.of("enp3s0.5", "enp3s0.5.7", "macvtap0")) {
            virtual(name);
            settings("/sys/devices/virtual/net/" + name, "0x1002", 1500);
        }
        upper("enp3s0", "enp3s0.5");
        upper("enp3s0", "macvtap0");
        upper("enp3s0.5", "enp3s0.5.7");
        tree.file("/proc/1/net/vlan/config", """
                VLAN Dev name\t | VLAN ID
                Name-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD
                enp3s0.5       | 5  | enp3s0
                enp3s0.5.7     | 7  | enp3s0.5
                """);

        List<NetworkInterface> interfaces = read().interfaces();

        assertThat(interfaces).extracting(NetworkInterface::name).containsExactly("enp3s0", "enp3s0.5", "enp3s0.5.7");
        assertThat(interfaces)
                .extracting(NetworkInterface::vlan)
                .containsExactly(null, new Vlan("enp3s0", 5, null), new Vlan("enp3s0.5", 7, null));
        assertThat(interfaces.get(0).others()).containsExactly("macvtap0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtio0/net/eth0", "usb1/1-1/1-1:1.0/net/eth0", "ssb0:0/net/eth0"})
    void anInterfaceBelowAChildBusBelongsToTheFunction(String below) throws Exception {
        physical("eth0", directory() + "/" + below);

        assertThat(read().interfaces())
                .singleElement()
                .extracting(NetworkInterface::name, NetworkInterface::up, NetworkInterface::mtu)
                .containsExactly("eth0", true, 9000);
    }

    @Test
    void anInterfaceOfAFunctionBehindABridgeDoesNotBelongToTheBridge() throws Exception {
        physical("enp3s0", directory() + "/net/enp3s0");
        tree.directory("/sys/devices/pci0000:00/0000:00:1c.0/usb9");

        assertThat(reader().read(PciAddress.parse("0000:00:1c.0"))).isEmpty();
    }

    @Test
    void anAddressIsSeenByARouteOrAGlobalIpv6Address() throws Exception {
        physical("enp3s0", directory() + "/net/enp3s0");
        tree.file("/proc/1/net/route", "Iface\tDestination\nenp3s01\t0000FEA9\n")
                .file("/proc/1/net/if_inet6", "fe800000000000000000000000000001 02 40 20 80   enp3s0\n");
        assertThat(read().interfaces().get(0).addressed()).isFalse();

        tree.file("/proc/1/net/if_inet6", "20010db8000000000000000000000001 02 40 00 80   enp3s0\n");
        assertThat(read().interfaces().get(0).addressed()).isTrue();

        tree.remove("/proc/1/net/if_inet6").file("/proc/1/net/route", "Iface\tDestination\nenp3s0\t0000FEA9\n");
        assertThat(read().interfaces().get(0).addressed()).isTrue();
    }

    @Test
    void anInterfaceWithoutFilesHasUnknownSettings() throws Exception {
        tree.directory(directory() + "/net/enp3s0")
                .link("/sys/class/net/enp3s0", "../../.." + directory() + "/net/enp3s0");

        assertThat(read().interfaces())
                .containsExactly(new NetworkInterface("enp3s0", null, null, null, null, false, List.of()));
    }

    @Test
    void aMalformedNumberIsAFailure() {
        tree.file(directory() + "/sriov_numvfs", "many\n");

        assertThatThrownBy(() -> reader().read(NIC))
                .isInstanceOf(HostFileException.class)
                .hasMessageContaining("sriov_numvfs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a b", "a:b", "sixteen-letters-"})
    void aNameThatTheKernelDoesNotAcceptIsNoInterface(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NetworkInterface(name, null, null, null, null, false, List.of()));
    }

    private HostConfiguration read() throws HostFileException {
        return reader().read(NIC).orElseThrow();
    }

    private HostConfigurationReader reader() {
        return new HostConfigurationReader(tree.files());
    }

    private String directory() {
        return pci.directory(NIC.toString());
    }

    private void physical(String name, String directory) {
        tree.link("/sys/class/net/" + name, "../../.." + directory);
        settings(directory, "0x1003", 9000);
    }

    private void virtual(String name) {
        String directory = "/sys/devices/virtual/net/" + name;
        tree.directory(directory).link("/sys/class/net/" + name, "../../devices/virtual/net/" + name);
    }

    private void settings(String directory, String flags, int mtu) {
        tree.directory(directory).file(directory + "/flags", flags + "\n").file(directory + "/mtu", mtu + "\n");
    }

    private void on(String port, String master) {
        tree.link("/sys/class/net/" + port + "/master", "../../../../../virtual/net/" + master);
        upper(port, master);
    }

    private void upper(String lower, String upper) {
        tree.directory("/sys/class/net/" + lower + "/upper_" + upper);
    }
}
