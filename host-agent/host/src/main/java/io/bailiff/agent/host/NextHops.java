// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The next hop objects of the kernel ({@code ip nexthop}, include/uapi/linux/nexthop.h): single next hops and groups of next hops. */
final class NextHops {

    static final int NHMSG = 8;

    private static final int RTM_NEWNEXTHOP = 104;
    private static final int NHA_ID = 1;
    private static final int NHA_GROUP = 2;
    private static final int NHA_OIF = 5;
    /** The length of {@code struct nexthop_grp}. */
    private static final int GROUP_ENTRY = 8;

    private final Map<Integer, Set<Integer>> groups = new HashMap<>();
    private final Map<Integer, Integer> interfaces = new HashMap<>();

    private NextHops() {}

    static NextHops of(Iterable<DumpMessage> dump) {
        NextHops hops = new NextHops();
        for (DumpMessage message : dump) {
            if (message.type() == RTM_NEWNEXTHOP) {
                hops.add(message.attributes(NHMSG));
            }
        }
        return hops;
    }

    private void add(Map<Integer, ByteBuffer> attributes) {
        ByteBuffer id = attributes.get(NHA_ID);
        if (id == null) {
            throw new IllegalArgumentException("A next hop has no id");
        }
        int number = DumpMessage.number(id, 0);
        ByteBuffer members = attributes.get(NHA_GROUP);
        ByteBuffer networkInterface = attributes.get(NHA_OIF);
        groups.put(number, new LinkedHashSet<>());
        if (members != null) {
            for (int offset = 0; offset < members.remaining(); offset += GROUP_ENTRY) {
                groups.get(number).add(DumpMessage.number(members, offset));
            }
        } else if (networkInterface != null) {
            interfaces.put(number, DumpMessage.number(networkInterface, 0));
        }
    }

    /**
     * Returns the interfaces of a next hop or of a group; empty for a next hop that drops the packets. A group has no groups.
     *
     * @throws HostFileException with {@link HostError#BUSY} if the next hop is in no dump
     */
    Set<Integer> interfaces(int id) throws HostFileException {
        Set<Integer> members = groups.get(id);
        if (members == null) {
            throw new HostFileException(HostError.BUSY, "rtnetlink", "no next hop has the id " + id);
        }
        Set<Integer> found = new LinkedHashSet<>();
        addInterface(id, found);
        members.forEach(member -> addInterface(member, found));
        return found;
    }

    private void addInterface(int id, Set<Integer> found) {
        Integer networkInterface = interfaces.get(id);
        if (networkInterface != null) {
            found.add(networkInterface);
        }
    }
}
