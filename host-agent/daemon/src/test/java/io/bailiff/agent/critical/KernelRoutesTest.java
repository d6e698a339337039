// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.DEFAULT_ROUTE;
import static io.bailiff.agent.api.Refusal.Code.INTERFACE_ADDRESS;
import static io.bailiff.agent.api.Refusal.Code.INTERFACE_PORT;
import static io.bailiff.agent.api.Refusal.Code.MANAGEMENT_ADDRESS;
import static io.bailiff.agent.critical.FakeHost.HOSTS_NIC;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static io.bailiff.agent.critical.FakeHost.OTHER_NIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.host.IpPrefix;
import io.bailiff.agent.host.NetworkTables;
import io.bailiff.agent.host.NetworkTables.Address;
import io.bailiff.agent.host.NetworkTables.Link;
import io.bailiff.agent.host.NetworkTables.Route;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's own tables, on a host with {@code eth0} and {@code eth1}. */
class KernelRoutesTest {

    @TempDir
    private Path root;

    private FakeHost host;
    private final List<Link> links = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        host.netInterface(NIC, "eth0");
        host.netInterface(OTHER_NIC, "eth1");
    }

    @Test
    void theDefaultRouteInTheTableOfAVrfCounts() throws UnknownHostException {
        host.stackedInterface("mgmt", "eth1");
        host.master("mgmt", "eth1");
        links.add(new Link("mgmt", "vrf"));
        routes.add(new Route(prefix("0.0.0.0", 0), 1001, "eth1"));

        assertThat(codes(OTHER_NIC)).containsExactly(DEFAULT_ROUTE, INTERFACE_PORT);
        assertThat(host.reasons(OTHER_NIC))
                .containsExactly(
                        OTHER_NIC + " provides eth1, which has the default route of table 1001",
                        OTHER_NIC + " provides eth1, which is a port of VRF mgmt");
        assertThat(host.refusals(OTHER_NIC).get(0).evidence()).isEqualTo("ip route show table 1001");
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void theTablesOfTheKernelCountInPlaceOfTheFiles() throws UnknownHostException {
        routes.add(new Route(prefix("::", 0), Route.MAIN_TABLE, "eth0"));

        assertThat(codes(NIC)).containsExactly(DEFAULT_ROUTE);
        assertThat(host.refusals(HOSTS_NIC)).isEmpty();
    }

    @Test
    void anAddressOfTheHostItselfNeedsTheInterfaceWithTheAddress() throws UnknownHostException {
        routes.add(new Route(prefix("0.0.0.0", 0), Route.MAIN_TABLE, "eth0"));
        addresses.add(new Address(prefix("192.0.2.10", 32), "eth1"));
        host.managedBy("192.0.2.10");

        assertThat(codes(OTHER_NIC)).containsExactly(MANAGEMENT_ADDRESS, INTERFACE_ADDRESS);
        assertThat(host.codes(NIC)).containsExactly(DEFAULT_ROUTE);
    }

    @Test
    void theMostSpecificRouteOfEachTableToAManagementAddressCounts() throws UnknownHostException {
        routes.add(new Route(prefix("0.0.0.0", 0), Route.MAIN_TABLE, "eno1"));
        routes.add(new Route(prefix("10.0.0.0", 8), Route.MAIN_TABLE, "eth0"));
        routes.add(new Route(prefix("10.0.0.0", 16), 100, "eth1"));
        host.managedBy("10.0.1.2");

        assertThat(codes(NIC)).containsExactly(MANAGEMENT_ADDRESS);
        assertThat(host.codes(OTHER_NIC)).containsExactly(MANAGEMENT_ADDRESS);
        assertThat(host.codes(HOSTS_NIC)).containsExactly(DEFAULT_ROUTE);
    }

    @Test
    void onlyLinkLocalAddressesAreNoUse() throws UnknownHostException {
        routes.add(new Route(prefix("0.0.0.0", 0), Route.MAIN_TABLE, "eno1"));
        routes.add(new Route(prefix("fe80::", 64), Route.MAIN_TABLE, "eth0"));
        addresses.add(new Address(prefix("fe80::1", 128), "eth0"));

        assertThat(codes(NIC)).isEmpty();
    }

    @Test
    void anAddressOfAnInterfaceThatIsDownIsNoUse() throws UnknownHostException {
        routes.add(new Route(prefix("0.0.0.0", 0), Route.MAIN_TABLE, "eno1"));
        addresses.add(new Address(prefix("192.0.2.10", 32), "eth0"));
        host.interfaceFile("eth0", "flags", "0x1002");
        assertThat(codes(NIC)).isEmpty();

        host.interfaceFile("eth0", "flags", "0x1003");
        assertThat(host.codes(NIC)).containsExactly(INTERFACE_ADDRESS);
    }

    @Test
    void aVirtualInterfaceOfAnotherKindIsNotOnOpenVswitch() throws UnknownHostException {
        host.stackedInterface("ovs-system", "eth0");
        host.stackedInterface("dummy0");
        host.stackedInterface("br-int");
        routes.add(new Route(prefix("0.0.0.0", 0), Route.MAIN_TABLE, "eno1"));
        links.add(new Link("dummy0", "dummy"));
        links.add(new Link("br-int", "openvswitch"));
        addresses.add(new Address(prefix("192.0.2.10", 32), "dummy0"));
        assertThat(codes(NIC)).isEmpty();

        addresses.add(new Address(prefix("192.0.2.11", 32), "br-int"));
        assertThat(codes(NIC)).containsExactly(INTERFACE_ADDRESS);
    }

    private List<Refusal.Code> codes(String address) {
        host.kernelTables(new NetworkTables(links, addresses, routes));
        return host.codes(address);
    }

    private static IpPrefix prefix(String address, int length) throws UnknownHostException {
        return IpPrefix.of(InetAddress.getByName(address).getAddress(), length);
    }
}
