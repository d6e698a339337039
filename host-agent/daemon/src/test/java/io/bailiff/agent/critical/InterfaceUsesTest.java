// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.GUEST_NETWORK;
import static io.bailiff.agent.api.Refusal.Code.INTERFACE_ADDRESS;
import static io.bailiff.agent.api.Refusal.Code.INTERFACE_PORT;
import static io.bailiff.agent.api.Refusal.Code.INTERFACE_STACKED;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static io.bailiff.agent.critical.FakeHost.OTHER_NIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterfaceUsesTest {

    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        host.netInterface(NIC, "eth0");
        host.netInterface(OTHER_NIC, "eth1");
    }

    @Test
    void anInterfaceThatIsOnlyUpIsNotInUse() {
        host.interfaceFile("eth0", "operstate", "up").interfaceFile("eth0", "flags", "0x1003");
        host.tree().file("/sys/class/net/bonding_masters", "\n");

        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void anInterfaceWithAnAddressIsInUse() {
        host.connectedRoute("eth0", "0000140A", "00FFFFFF");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_ADDRESS);
        assertThat(host.reasons(NIC))
                .containsExactly(NIC + " provides eth0, which is up and has an address (10.20.0.0/24)");
        assertThat(host.refusals(NIC)).allMatch(refusal -> refusal.isOverridable());
        assertThat(host.refusals(OTHER_NIC)).isEmpty();
    }

    @Test
    void ipv6AddressesCountButNotTheLinkLocalAddress() {
        host.tree()
                .file("/proc/1/net/if_inet6", """
                        00000000000000000000000000000001 01 80 10 80       lo
                        fe80000000000000ae1f6bfffe0a1007 02 40 20 80     eth0
                        20010db8000000000000000000000010 03 40 00 80     eth1
                        """)
                .file("/proc/1/net/ipv6_route", route6("20010db8000000000000000000000000", "40", "eth0"));

        assertThat(host.refusals(NIC)).isEmpty();
        assertThat(host.codes(OTHER_NIC)).containsExactly(INTERFACE_ADDRESS);
    }

    @Test
    void anIpv6RouteWithoutAGatewayShowsAnAddressOnAHostThatDoesNotShowAddresses() {
        host.tree()
                .file(
                        "/proc/1/net/ipv6_route",
                        route6("20010db8000000000000000000000000", "40", "eth0")
                                + route6("fe800000000000000000000000000000", "40", "eth1")
                                + route6("ff000000000000000000000000000000", "08", "eth1"));

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_ADDRESS);
        assertThat(host.refusals(OTHER_NIC)).isEmpty();
    }

    @Test
    void thePortsOfABondWithAnAddressAreInUse() {
        String bond = host.stackedInterface("bond0", "eth0", "eth1");
        host.tree().file(bond + "/bonding/slaves", "eth0 eth1\n");
        host.master("bond0", "eth0", "eth1").connectedRoute("bond0", "0000140A", "00FFFFFF");

        assertThat(host.reasons(NIC))
                .containsExactly(
                        NIC + " provides eth0, which is a port of bond bond0",
                        NIC + " provides eth0, used by bond0, which is up and has an address (10.20.0.0/24)");
        assertThat(host.codes(OTHER_NIC)).containsExactly(INTERFACE_PORT, INTERFACE_ADDRESS);
    }

    @Test
    void aPortOfAnUnknownKindOfMasterIsInUse() {
        host.stackedInterface("mgmt", "eth0");
        host.master("mgmt", "eth0").interfaceFile("mgmt", "flags", "0x1002");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT);
    }

    @Test
    void anInterfaceUnderAVlanThatIsUpIsInUse() {
        host.stackedInterface("eth0.7", "eth0");
        host.interfaceFile("eth0.7", "flags", "0x1002");
        assertThat(host.refusals(NIC)).isEmpty();

        host.interfaceFile("eth0.7", "flags", "0x1003");
        assertThat(host.codes(NIC)).containsExactly(INTERFACE_STACKED);
        assertThat(host.reasons(NIC)).containsExactly(NIC + " provides eth0, used by eth0.7, which is up");
    }

    @Test
    void aBridgeWithoutPhysicalPortsIsNobodysUse() {
        String bridge = host.stackedInterface("virbr0", "vnet0");
        host.tree().directory(bridge + "/bridge");
        host.stackedInterface("vnet0");
        host.master("virbr0", "vnet0").connectedRoute("virbr0", "007AA8C0", "00FFFFFF");

        assertThat(host.refusals(NIC)).isEmpty();
        assertThat(host.refusals(OTHER_NIC)).isEmpty();
    }

    @Test
    void theUplinkOfABridgeWithContainersIsAPortAndNotTheNetworkOfAGuest() {
        bridge("br0", "eth0", "veth1a2b");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT);
        assertThat(host.reasons(NIC)).containsExactly(NIC + " provides eth0, which is a port of bridge br0");
    }

    @Test
    void theUplinkOfABridgeWithGuestsCarriesTheNetworkOfGuests() {
        bridge("br0", "eth0", "vnet0", "vnet1");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT, GUEST_NETWORK);
        assertThat(host.reasons(NIC))
                .contains(NIC + " provides eth0, used by br0, which carries guest interface vnet0 and 1 more");
    }

    @Test
    void theInterfaceUnderAMacvtapCarriesTheNetworkOfAGuest() {
        host.stackedInterface("tap-of-web1", "eth0");
        host.interfaceFile("tap-of-web1", "uevent", "DEVTYPE=macvtap");

        assertThat(host.codes(NIC)).contains(GUEST_NETWORK);
    }

    @Test
    void theInterfaceUnderAVlanUnderTheBridgeOfGuestsCarriesTheirNetwork() {
        host.stackedInterface("eth0.7", "eth0");
        bridge("br7", "eth0.7", "vnet3");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT, INTERFACE_STACKED, GUEST_NETWORK);
    }

    @Test
    void aGuestBehindAVethPairOfTwoBridgesUsesTheUplink() {
        bridge("fwbr100i0", "tap100i0", "fwln100i0");
        bridge("vmbr0", "fwpr100p0", "eth0");
        pair("fwln100i0", "11", "fwpr100p0", "12");
        tap("tap100i0", "up");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT, GUEST_NETWORK);
        assertThat(host.refusals(OTHER_NIC)).isEmpty();
    }

    @Test
    void aVethWithItsOtherEndInAContainerLeadsNowhere() {
        bridge("br0", "eth0", "veth0");
        host.stackedInterface("veth9");
        host.interfaceFile("veth9", "ifindex", "9").interfaceFile("veth9", "iflink", "3");
        host.interfaceFile("veth0", "ifindex", "3").interfaceFile("veth0", "iflink", "2");
        host.connectedRoute("veth9", "0000140A", "00FFFFFF");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT);
    }

    @Test
    void aTapIsAGuestsByTheProcessThatHoldsIt() {
        bridge("br0", "eth0", "tap0");
        tap("tap0", "up");
        process(812, "openvpn", "/dev/net/tun");
        host.tree().file("/proc/812/fdinfo/3", "pos:\t0\nflags:\t02\nmnt_id:\t25\niff:\ttap0\n");
        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT);

        process(812, "cloud-hyperviso", "/dev/net/tun", "/dev/kvm");
        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT, GUEST_NETWORK);

        process(812, "qemu-system-x86", "/dev/net/tun", "/dev/null");
        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT, GUEST_NETWORK);
    }

    @Test
    void aTapWithoutAKnownProcessIsAGuestsUnlessItIsDetached() {
        bridge("br0", "eth0", "tap0");
        tap("tap0", "up");
        assertThat(host.codes(NIC)).contains(GUEST_NETWORK);

        tap("tap0", "down");
        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT);
    }

    private void bridge(String name, String... ports) {
        for (String port : ports) {
            if (!port.startsWith("eth")) {
                host.stackedInterface(port);
            }
        }
        host.tree().directory(host.stackedInterface(name, ports) + "/bridge");
        host.master(name, ports);
    }

    private void pair(String left, String leftIndex, String right, String rightIndex) {
        host.interfaceFile(left, "ifindex", leftIndex)
                .interfaceFile(left, "iflink", rightIndex)
                .interfaceFile(right, "ifindex", rightIndex)
                .interfaceFile(right, "iflink", leftIndex);
    }

    private void tap(String name, String state) {
        host.interfaceFile(name, "tun_flags", "0x1002").interfaceFile(name, "operstate", state);
    }

    private void process(int pid, String command, String... openFiles) {
        host.tree().file("/proc/" + pid + "/comm", command + "\n");
        for (int file = 0; file < openFiles.length; file++) {
            host.tree().link("/proc/" + pid + "/fd/" + (file + 3), openFiles[file]);
        }
    }

    private static String route6(String destination, String length, String name) {
        String none = "0".repeat(32);
        return destination + " " + length + " " + none + " 00 " + none + " 00000100 00000001 00000000 00000001     "
                + name + "\n";
    }
}
