// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import io.bailiff.agent.host.NetworkTables.Address;
import io.bailiff.agent.host.NetworkTables.Link;
import io.bailiff.agent.host.NetworkTables.Route;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the network tables from the messages of rtnetlink dumps. Numbers are those of include/uapi/linux/rtnetlink.h and if_link.h. */
final class NetworkDump {

    static final int RTM_GETLINK = 18;
    static final int RTM_GETADDR = 22;
    static final int RTM_GETROUTE = 26;
    static final int RTM_GETNEXTHOP = 106;

    static final int IFINFOMSG = 16;
    static final int IFADDRMSG = 8;

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_NEWADDR = 20;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;

    private static final int ATTEMPTS = 5;

    private final Map<Integer, String> names = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    private NetworkDump() {}

    /**
     * Reads the tables in the network namespace of the calling thread. Repeats the read if the tables change meanwhile.
     *
     * @throws HostFileException if the tables cannot be read
     */
    static NetworkTables read() throws HostFileException {
        for (int attempt = 1; ; attempt++) {
            try (RouteSocket socket = RouteSocket.open()) {
                return of(
                        socket.dump(RTM_GETLINK, IFINFOMSG),
                        socket.dump(RTM_GETADDR, IFADDRMSG),
                        socket.dump(RTM_GETNEXTHOP, NextHops.NHMSG),
                        socket.dump(RTM_GETROUTE, RouteMessages.RTMSG));
            } catch (IllegalArgumentException malformed) {
                throw new HostFileException(HostError.OTHER, "rtnetlink", String.valueOf(malformed.getMessage()));
            } catch (HostFileException failure) {
                if (failure.error() != HostError.BUSY || attempt == ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Builds the tables from the messages of four dumps.
     *
     * @throws HostFileException with {@link HostError#BUSY} if a route names an interface or a next hop that is in no dump
     * @throws IllegalArgumentException if a message is malformed
     */
    static NetworkTables of(
            List<DumpMessage> linkDump,
            List<DumpMessage> addressDump,
            List<DumpMessage> nextHopDump,
            List<DumpMessage> routeDump)
            throws HostFileException {
        NetworkDump dump = new NetworkDump();
        linkDump.stream().filter(message -> message.type() == RTM_NEWLINK).forEach(dump::addLink);
        for (DumpMessage message : addressDump) {
            if (message.type() == RTM_NEWADDR) {
                dump.addAddress(message);
            }
        }
        RouteMessages parser = new RouteMessages(NextHops.of(nextHopDump));
        for (DumpMessage message : routeDump) {
            dump.addRoute(parser, message);
        }
        return new NetworkTables(dump.links, dump.addresses, dump.routes);
    }

    private void addLink(DumpMessage message) {
        Map<Integer, ByteBuffer> attributes = message.attributes(IFINFOMSG);
        String name = text(attributes.get(IFLA_IFNAME));
        Optional<Map<Integer, ByteBuffer>> info =
                Optional.ofNullable(attributes.get(IFLA_LINKINFO)).map(nested -> DumpMessage.attributes(nested, 0));
        String kind = info.map(nested -> nested.get(IFLA_INFO_KIND))
                .map(NetworkDump::text)
                .orElse("");
        names.put(DumpMessage.number(message.body(), 4), name);
        links.add(new Link(name, kind));
    }

    /** For a point-to-point interface IFA_ADDRESS is the other end, and IFA_LOCAL the address of the host. */
    private void addAddress(DumpMessage message) throws HostFileException {
        Map<Integer, ByteBuffer> attributes = message.attributes(IFADDRMSG);
        ByteBuffer address = attributes.getOrDefault(IFA_LOCAL, attributes.get(IFA_ADDRESS));
        int family = message.body().get(0);
        if (address != null && (family == RouteMessages.AF_INET || family == RouteMessages.AF_INET6)) {
            byte[] bytes = bytes(address);
            IpPrefix prefix = IpPrefix.of(bytes, bytes.length * 8);
            addresses.add(new Address(prefix, name(DumpMessage.number(message.body(), 4))));
        }
    }

    private void addRoute(RouteMessages parser, DumpMessage message) throws HostFileException {
        Optional<RouteMessages.Entry> entry = parser.parse(message);
        if (entry.isPresent()) {
            for (int index : entry.get().interfaces()) {
                routes.add(new Route(entry.get().destination(), entry.get().table(), name(index)));
            }
        }
    }

    private String name(int index) throws HostFileException {
        String name = names.get(index);
        if (name == null) {
            throw new HostFileException(HostError.BUSY, "rtnetlink", "no interface has the index " + index);
        }
        return name;
    }

    private static String text(@Nullable ByteBuffer content) {
        if (content == null) {
            throw new IllegalArgumentException("An interface has no name");
        }
        return new String(bytes(content), StandardCharsets.UTF_8).replace("\0", "");
    }

    static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(content.position(), bytes);
        return bytes;
    }
}
