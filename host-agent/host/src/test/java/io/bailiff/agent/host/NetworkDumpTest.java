// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bailiff.agent.host.NetworkTables.Address;
import io.bailiff.agent.host.NetworkTables.Link;
import io.bailiff.agent.host.NetworkTables.Route;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The recorded dumps are those of a namespace with {@code lo}, a veth pair {@code d0} and {@code d1}, and bridge {@code br0}:
 *
 * <pre>
 * default via 198.51.100.1 dev d1 table 1001      unreachable default
 * 10.0.0.0/8 nhid 8 (group 7/9: d0, d1)           10.9.0.0/16 nhid 7 (d0)          net.ipv4.nexthop_compat_mode=0
 * 203.0.113.0/24 nexthop via 192.0.2.1 dev d0 nexthop via 198.51.100.1 dev d1
 * local 203.0.113.9 dev lo table 100              default via 2001:db8::1 dev d0
 * </pre>
 */
class NetworkDumpTest {

    @Test
    void linksHaveTheirKind() throws IOException {
        assertThat(tables().links())
                .containsExactly(
                        new Link("lo", ""), new Link("d1", "veth"), new Link("d0", "veth"), new Link("br0", "bridge"));
    }

    @Test
    void addressesOfBothFamiliesBelongToTheirInterfaces() throws IOException {
        assertThat(tables().addresses())
                .contains(
                        new Address(prefix("192.0.2.10", 32), "d0"),
                        new Address(prefix("198.51.100.10", 32), "d1"),
                        new Address(prefix("2001:db8::10", 128), "d0"),
                        new Address(prefix("127.0.0.1", 32), "lo"));
    }

    @Test
    void theDefaultRouteOfAnotherTableIsThereAndTheUnreachableDefaultIsNot() throws IOException {
        assertThat(tables().routes())
                .filteredOn(route -> route.destination().isDefault())
                .containsExactly(
                        new Route(prefix("0.0.0.0", 0), 1001, "d1"),
                        new Route(prefix("::", 0), Route.MAIN_TABLE, "d0"));
    }

    @Test
    void everyNextHopOfAMultipathRouteCounts() throws IOException {
        assertThat(interfaces("203.0.113.0", 24)).containsExactly("d0", "d1");
    }

    @Test
    void nextHopObjectsAndTheirGroupsLeadToInterfaces() throws IOException {
        assertThat(interfaces("10.9.0.0", 16)).containsExactly("d0");
        assertThat(interfaces("10.0.0.0", 8)).containsExactly("d0", "d1");
    }

    @Test
    void routesToTheHostItselfAreLeftOut() throws IOException {
        assertThat(interfaces("203.0.113.9", 32)).isEmpty();
        assertThat(interfaces("192.0.2.10", 32)).isEmpty();
    }

    @Test
    void aRouteToAnInterfaceOfNoDumpMustBeReadAgain() {
        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> NetworkDump.of(List.of(), List.of(), messages("nexthops"), messages("routes")))
                .satisfies(failure -> assertThat(failure.error()).isEqualTo(HostError.BUSY));
    }

    @Test
    void aRouteWithANextHopOfNoDumpMustBeReadAgain() {
        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> NetworkDump.of(messages("links"), List.of(), List.of(), messages("routes")))
                .satisfies(failure -> assertThat(failure.error()).isEqualTo(HostError.BUSY));
    }

    @Test
    void aMalformedDumpIsRefused() throws IOException {
        byte[] routes = recorded("routes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DumpMessage.parse(ByteBuffer.wrap(Arrays.copyOf(routes, routes.length - 3))));
        byte[] longAttribute = routes.clone();
        longAttribute[DumpMessage.HEADER + RouteMessages.RTMSG] = (byte) 0xff;
        List<DumpMessage> messages = DumpMessage.parse(ByteBuffer.wrap(longAttribute));
        assertThatIllegalArgumentException().isThrownBy(() -> messages.get(0).attributes(RouteMessages.RTMSG));
    }

    @Test
    void anErrorAnswerHasItsErrno() {
        byte[] refused = {20, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1};

        assertThat(DumpMessage.parse(ByteBuffer.wrap(refused)).get(0).errno()).isEqualTo(1);
    }

    private static List<String> interfaces(String network, int length) throws IOException {
        IpPrefix prefix = prefix(network, length);
        return tables().routes().stream()
                .filter(route -> route.destination().equals(prefix))
                .map(Route::networkInterface)
                .toList();
    }

    private static IpPrefix prefix(String address, int length) throws IOException {
        return IpPrefix.of(InetAddress.getByName(address).getAddress(), length);
    }

    private static NetworkTables tables() throws IOException {
        return NetworkDump.of(messages("links"), messages("addresses"), messages("nexthops"), messages("routes"));
    }

    private static List<DumpMessage> messages(String name) throws IOException {
        return DumpMessage.parse(ByteBuffer.wrap(recorded(name)));
    }

    private static byte[] recorded(String name) throws IOException {
        try (InputStream recording = NetworkDumpTest.class.getResourceAsStream("/rtnetlink/" + name)) {
            return Objects.requireNonNull(recording).readAllBytes();
        }
    }
}
