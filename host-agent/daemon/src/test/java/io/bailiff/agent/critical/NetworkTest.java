// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.DEFAULT_ROUTE;
import static io.bailiff.agent.api.Refusal.Code.INTERFACE_ADDRESS;
import static io.bailiff.agent.api.Refusal.Code.INTERFACE_PORT;
import static io.bailiff.agent.api.Refusal.Code.MANAGEMENT_ADDRESS;
import static io.bailiff.agent.api.Refusal.Code.MOUNTED_FILE_SYSTEM;
import static io.bailiff.agent.api.Refusal.Code.UNKNOWN;
import static io.bailiff.agent.critical.FakeHost.DISK;
import static io.bailiff.agent.critical.FakeHost.HOSTS_NIC;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static io.bailiff.agent.critical.FakeHost.OTHER_NIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTest {

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
    void anInterfaceWithoutTheDefaultRouteIsNotRefused() {
        host.defaultRoute("eth0").route("eth1", "0000000A", "000000FF");

        assertThat(host.refusals(OTHER_NIC)).isEmpty();
    }

    @Test
    void theInterfaceWithTheDefaultRouteIsRefused() {
        host.defaultRoute("eth0");

        assertThat(host.reasons(NIC)).containsExactly(NIC + " provides eth0, which has the default route");
        assertThat(host.codes(NIC)).containsExactly(DEFAULT_ROUTE);
    }

    @Test
    void theDefaultRouteOfIpv6Counts() {
        String none = "0".repeat(32);
        host.tree()
                .file(
                        "/proc/1/net/ipv6_route",
                        none + " 00 " + none
                                + " 00 fe800000000000000000000000000001 00000400 00000002 00000000 00000003     eth1\n"
                                + none + " 00 " + none + " 00 " + none
                                + " ffffffff 00000001 00000000 00200200       lo\n");

        assertThat(host.codes(OTHER_NIC)).containsExactly(DEFAULT_ROUTE);
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void aDefaultRouteThatRejectsIsNone() {
        host.withoutRoutes();
        host.tree()
                .file(
                        "/proc/1/net/route",
                        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n*\t00000000\t00000000\t0200\t0\t0\t0\t00000000\n");

        assertThat(host.codes(HOSTS_NIC)).containsExactly(UNKNOWN);
    }

    @Test
    void aVlanOnABondUnderABridgeIsFollowedDownToEveryDevice() {
        host.stackedInterface("bond0", "eth0", "eth1");
        host.stackedInterface("bond0.7", "bond0");
        host.stackedInterface("br0", "bond0.7");
        host.defaultRoute("br0");

        assertThat(host.reasons(NIC))
                .contains(NIC
                        + " provides eth0, used by bond0, used by bond0.7, used by br0, which has the default route");
        assertThat(host.codes(OTHER_NIC)).contains(DEFAULT_ROUTE);
    }

    @Test
    void portsOfABridgeAndSlavesOfABondCountWithoutLinks() {
        String bridge = host.stackedInterface("br0");
        host.tree().directory(bridge + "/brif/bond0").directory(bridge + "/brif/vnet0");
        host.stackedInterface("vnet0");
        String bond = host.stackedInterface("bond0");
        host.tree().file(bond + "/bonding/slaves", "eth0 eth1\n");
        host.defaultRoute("br0");

        assertThat(host.codes(NIC)).containsExactly(DEFAULT_ROUTE);
        assertThat(host.codes(OTHER_NIC)).containsExactly(DEFAULT_ROUTE);
    }

    @Test
    void aVirtioInterfaceLeadsToItsFunction() {
        host.endpointBehindPort("0000:00:1d.0", "0000:07:00.0", "1af4:1041", "020000", 7);
        String directory = host.pci().directory("0000:07:00.0") + "/virtio3/net/ens7";
        host.tree().directory(directory).link("/sys/class/net/ens7", directory);
        host.defaultRoute("ens7");

        assertThat(host.codes("0000:07:00.0")).containsExactly(DEFAULT_ROUTE);
        assertThat(host.reasons("0000:07:00.0")).singleElement().asString().contains("0000:07:00.0", "ens7");
    }

    @Test
    void aTunnelWithTheDefaultRouteMakesAllInterfacesUnknown() {
        host.stackedInterface("wg0");
        host.defaultRoute("wg0");

        assertThat(host.codes(NIC)).containsExactly(UNKNOWN);
        assertThat(host.codes(OTHER_NIC)).containsExactly(UNKNOWN);
        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void theMostSpecificRouteToAManagementAddressCounts() {
        host.defaultRoute("eth0").route("eth1", "0000000A", "000000FF").managedBy("10.1.2.3");

        assertThat(host.codes(OTHER_NIC)).containsExactly(MANAGEMENT_ADDRESS);
        assertThat(host.reasons(OTHER_NIC))
                .containsExactly(OTHER_NIC + " provides eth1, the route to management address 10.1.2.3");
        assertThat(host.codes(NIC)).containsExactly(DEFAULT_ROUTE);
    }

    @Test
    void aManagementAddressOfIpv6IsReachedByItsRoute() {
        host.tree()
                .file(
                        "/proc/1/net/ipv6_route",
                        "fd000000000000000000000000000000 40 " + "0".repeat(32) + " 00 " + "0".repeat(32)
                                + " 00000100 00000001 00000000 00000003     eth1\n");
        host.managedBy("fd00::5");

        assertThat(host.codes(OTHER_NIC)).containsExactly(MANAGEMENT_ADDRESS);
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void aManagementAddressOnTheHostItselfNeedsNothing() {
        host.managedBy("127.0.0.1").managedBy("::1");

        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void aManagementAddressWithoutRouteOrAsANameMakesInterfacesUnknown() {
        host.withoutRoutes().managedBy("10.1.2.3");
        assertThat(host.codes(NIC)).containsExactly(UNKNOWN);
        assertThat(host.reasons(NIC)).anyMatch(reason -> reason.contains("10.1.2.3"));

        FakeHost named = new FakeHost(root).managedBy("manager.example.org");
        assertThat(named.codes(NIC)).containsExactly(UNKNOWN);
        assertThat(named.reasons(NIC)).singleElement().asString().contains("manager.example.org");
    }

    @Test
    void aLinkLocalManagementAddressNamesItsInterface() {
        host.managedBy("fe80::1%eth1");

        assertThat(host.codes(OTHER_NIC)).containsExactly(MANAGEMENT_ADDRESS);
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void aHostWithoutDefaultRouteMakesNetworkFunctionsUnknown() {
        host.withoutRoutes();
        host.endpointBehindPort("0000:00:1d.0", "0000:07:00.0", "15b3:1003", "020700", 7);
        host.endpointBehindPort("0000:00:1d.1", "0000:08:00.0", "14c3:4d75", "0d4000", 8);

        assertThat(host.codes(NIC)).containsExactly(UNKNOWN);
        assertThat(host.codes("0000:07:00.0")).containsExactly(UNKNOWN);
        assertThat(host.codes("0000:08:00.0")).containsExactly(UNKNOWN);
        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void aDefaultRouteHiddenInTheTableOfAVrfLeavesThePortAndTheOtherInterfacesUnknown() {
        host.stackedInterface("mgmt", "eth1");
        host.master("mgmt", "eth1").withoutRoutes().connectedRoute("eth0", "000000C6", "00FFFFFF");
        assertThat(host.codes(NIC)).containsExactly(INTERFACE_ADDRESS, UNKNOWN);
        assertThat(host.codes(OTHER_NIC)).containsExactly(INTERFACE_PORT, UNKNOWN);

        host.managedBy("192.0.2.10");
        assertThat(host.codes(OTHER_NIC)).containsExactly(INTERFACE_PORT, UNKNOWN);
        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void aManagementAddressWithARouteAnswersForTheMissingDefaultRoute() {
        host.withoutRoutes().route("eth1", "0000000A", "000000FF").managedBy("10.1.2.3");

        assertThat(host.codes(OTHER_NIC)).containsExactly(MANAGEMENT_ADDRESS);
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void theDefaultRouteOnAnInternalPortOfOpenVswitchNeedsThePortsOfTheSwitch() {
        host.stackedInterface("ovs-system", "eth0");
        host.master("ovs-system", "eth0").stackedInterface("br-ex");
        host.withoutRoutes().defaultRoute("br-ex");

        assertThat(host.codes(NIC)).containsExactly(DEFAULT_ROUTE, INTERFACE_PORT);
        assertThat(host.reasons(NIC))
                .contains(
                        NIC + " provides eth0, used by ovs-system, which may carry br-ex, which has the default route");
        assertThat(host.refusals(OTHER_NIC)).isEmpty();
        assertThat(host.refusals(HOSTS_NIC)).isEmpty();
    }

    @Test
    void theDefaultRouteOnATunnelIsNotThatOfOpenVswitch() {
        host.stackedInterface("ovs-system", "eth0");
        host.master("ovs-system", "eth0").stackedInterface("wg0");
        host.interfaceFile("wg0", "uevent", "DEVTYPE=wireguard\nINTERFACE=wg0").defaultRoute("wg0");

        assertThat(host.codes(NIC)).containsExactly(INTERFACE_PORT, UNKNOWN);
        assertThat(host.codes(OTHER_NIC)).containsExactly(UNKNOWN);
    }

    @Test
    void theWayToANetworkFileSystemCounts() {
        host.defaultRoute("eth0")
                .route("eth1", "0000000A", "000000FF")
                .mount("0:70", "/home", "nfs4", "store:/home", "rw,vers=4.2,clientaddr=10.0.0.1,addr=10.0.0.9");

        assertThat(host.codes(OTHER_NIC)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.reasons(OTHER_NIC))
                .containsExactly(
                        OTHER_NIC + " provides eth1, the route to server 10.0.0.9 of store:/home, mounted at /home");
        assertThat(host.codes(NIC)).containsExactly(DEFAULT_ROUTE);
    }

    @Test
    void theMonitorsOfACephAreReached() {
        host.route("eth1", "0000000A", "000000FF")
                .mount("0:71", "/ceph", "ceph", "10.0.0.1:6789,10.0.0.2:6789:/", "rw,name=admin");

        assertThat(host.codes(OTHER_NIC)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void aNetworkFileSystemWithoutAddressMakesInterfacesUnknown() {
        host.mount("0:72", "/home", "afs", "AFS", "rw");

        assertThat(host.codes(NIC)).containsExactly(UNKNOWN);
        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void theWayToAnIscsiDiskCounts() {
        host.block("/sys/devices/platform/host6/session1/target6:0:0/6:0:0:0/block/sda", "8:0");
        host.tree().file("/sys/class/iscsi_connection/connection1:0/persistent_address", "10.0.0.9\n");
        host.route("eth1", "0000000A", "000000FF").mount("8:0", "/iscsi", "ext4", "/dev/sda", "rw");

        assertThat(host.reasons(OTHER_NIC))
                .containsExactly(OTHER_NIC
                        + " provides eth1, the route to iSCSI target 10.0.0.9 of /dev/sda, mounted at /iscsi");
    }

    @Test
    void theWayToAnNvmeTargetCounts() {
        String controller = "/sys/devices/virtual/nvme-fabrics/ctl/nvme4";
        String subsystem = "/sys/devices/virtual/nvme-subsystem/nvme-subsys4";
        host.tree()
                .file(controller + "/address", "traddr=10.0.0.9,trsvcid=4420\n")
                .link(subsystem + "/nvme4", controller);
        host.block(subsystem + "/nvme4n1", "259:9");
        host.route("eth1", "0000000A", "000000FF").mount("259:9", "/far", "ext4", "/dev/nvme4n1", "rw");

        assertThat(host.codes(OTHER_NIC)).containsExactly(MOUNTED_FILE_SYSTEM);
        assertThat(host.refusals(NIC)).isEmpty();
        assertThat(host.refusals(DISK)).isEmpty();
    }

    @Test
    void unreadableRoutesMakeInterfacesUnknown() {
        host.tree().remove("/proc/1/net/route");
        assertThat(host.codes(NIC)).containsExactly(UNKNOWN);

        host.tree().file("/proc/1/net/route", "Iface Destination\nbanana\n");
        assertThat(host.reasons(NIC)).singleElement().asString().contains("banana");
    }
}
