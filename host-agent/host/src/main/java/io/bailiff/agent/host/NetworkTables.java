// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.util.List;

/**
 * The interfaces, addresses and routes in the network namespace of the host, from the kernel.
 *
 * @param links the interfaces
 * @param addresses the addresses of all interfaces
 * @param routes the unicast routes of all route tables, one entry for each next hop
 */
public record NetworkTables(List<Link> links, List<Address> addresses, List<Route> routes) {

    public NetworkTables {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /**
     * An interface.
     *
     * @param kind the kind of a virtual interface, as {@code ip -details link} shows the kind: {@code bridge}, {@code vrf},
     *     {@code openvswitch}. Empty for the interface of a device
     */
    public record Link(String name, String kind) {}

    /** An address of an interface, as a prefix of full length. */
    public record Address(IpPrefix address, String networkInterface) {}

    /**
     * A route.
     *
     * @param table the number of the route table; 254 is the main table
     * @param networkInterface the interface of the next hop
     */
    public record Route(IpPrefix destination, long table, String networkInterface) {

        /** RT_TABLE_MAIN in include/uapi/linux/rtnetlink.h. */
        public static final long MAIN_TABLE = 254;
    }
}
