// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses the messages about routes ({@code struct rtmsg} in include/uapi/linux/rtnetlink.h). */
final class RouteMessages {

    static final int RTMSG = 12;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private static final int RTM_NEWROUTE = 24;
    private static final int RTN_UNICAST = 1;
    /** RTM_F_CLONED: an entry of the route cache, for example after an ICMP redirect. */
    private static final int CLONED = 0x200;

    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_TABLE = 15;
    private static final int RTA_NH_ID = 30;
    /** The length of {@code struct rtnexthop}; the interface is at offset 4. */
    private static final int HOP = 8;

    private final NextHops nextHops;

    RouteMessages(NextHops nextHops) {
        this.nextHops = nextHops;
    }

    /** A route with the indexes of the interfaces of all next hops. */
    record Entry(IpPrefix destination, long table, Set<Integer> interfaces) {}

    /**
     * Returns the route of the message; empty for a message about another family (multicast routing, MPLS), a route that leads to no
     * other machine (local, broadcast, unreachable), and an entry of the route cache.
     */
    Optional<Entry> parse(DumpMessage message) throws HostFileException {
        ByteBuffer body = message.body();
        if (message.type() != RTM_NEWROUTE) {
            return Optional.empty();
        }
        Map<Integer, ByteBuffer> attributes = message.attributes(RTMSG);
        int family = body.get(0);
        boolean isIp = family == AF_INET || family == AF_INET6;
        boolean isCloned = (DumpMessage.number(body, 8) & CLONED) != 0;
        if (!isIp || isCloned || body.get(7) != RTN_UNICAST) {
            return Optional.empty();
        }
        ByteBuffer destination = attributes.get(RTA_DST);
        byte[] address = destination == null ? new byte[family == AF_INET ? 4 : 16] : NetworkDump.bytes(destination);
        IpPrefix prefix = IpPrefix.of(address, body.get(1) & 0xff);
        return Optional.of(new Entry(prefix, table(body, attributes), interfaces(attributes)));
    }

    /** Numbers above 255 are in an attribute only. */
    private static long table(ByteBuffer body, Map<Integer, ByteBuffer> attributes) {
        ByteBuffer table = attributes.get(RTA_TABLE);
        return table == null ? body.get(4) & 0xff : Integer.toUnsignedLong(DumpMessage.number(table, 0));
    }

    /**
     * Returns the interfaces of all next hops. For a next hop object the kernel repeats the object's content in the route, but not with
     * the sysctl net.ipv4.nexthop_compat_mode=0.
     */
    private Set<Integer> interfaces(Map<Integer, ByteBuffer> attributes) throws HostFileException {
        Set<Integer> indexes = new LinkedHashSet<>();
        ByteBuffer one = attributes.get(RTA_OIF);
        ByteBuffer many = attributes.get(RTA_MULTIPATH);
        ByteBuffer object = attributes.get(RTA_NH_ID);
        if (one != null) {
            indexes.add(DumpMessage.number(one, 0));
        }
        if (many != null) {
            while (many.remaining() >= HOP) {
                ByteBuffer hop = DumpMessage.take(many, many.getShort(many.position()) & 0xffff, HOP);
                indexes.add(DumpMessage.number(hop, 4));
            }
        }
        if (object != null) {
            indexes.addAll(nextHops.interfaces(DumpMessage.number(object, 0)));
        }
        return indexes;
    }
}
