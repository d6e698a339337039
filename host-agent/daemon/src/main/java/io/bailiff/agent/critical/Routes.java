// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.IpPrefix;
import io.bailiff.agent.host.NetworkTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The routes and addresses of the host. From the kernel: all route tables, also those of VRFs. From files, for a host without a
 * running kernel: as in {@link RouteFiles}.
 */
final class Routes {

    private final List<Route> routes = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();
    private final Map<String, String> kinds = new LinkedHashMap<>();

    /**
     * A route to other machines.
     *
     * @param evidence the file or the command of the host that shows the route
     */
    record Route(IpPrefix destination, long table, String networkInterface, String evidence) {

        /** Returns the table in words, after "the default route"; empty for the main table. */
        String inTable() {
            return table == NetworkTables.Route.MAIN_TABLE ? "" : " of table " + table;
        }
    }

    /**
     * An address of an interface, for other machines to reach the host. Link-local addresses of IPv6 are no such addresses: the kernel
     * gives one to each interface.
     *
     * @param prefix the address, or the prefix of the interface's network if the address itself is not known
     * @param evidence the file or the command of the host that shows the address
     */
    record Address(IpPrefix prefix, String networkInterface, String evidence) {}

    /** @throws IllegalArgumentException if a table has an invalid line */
    static Routes read(HostFiles files) throws HostFileException {
        Optional<NetworkTables> tables = files.networkTables();
        if (tables.isEmpty()) {
            Routes routes = new Routes();
            new RouteFiles(files, routes).read();
            return routes;
        }
        return of(tables.get());
    }

    static Routes of(NetworkTables tables) {
        Routes routes = new Routes();
        tables.links().forEach(link -> routes.kinds.put(link.name(), link.kind()));
        tables.routes()
                .forEach(route -> routes.add(new Route(
                        route.destination(),
                        route.table(),
                        route.networkInterface(),
                        (route.destination().isIpv6() ? "ip -6" : "ip") + " route show table " + route.table())));
        tables.addresses()
                .forEach(address -> routes.add(new Address(
                        address.address(),
                        address.networkInterface(),
                        "ip address show dev " + address.networkInterface())));
        return routes;
    }

    /** Adds a usable route. Routes to the host itself are on lo and lead to no other machine. */
    void add(Route route) {
        if (!route.networkInterface().equals("lo")) {
            routes.add(route);
        }
    }

    void add(Address address) {
        boolean isOfLoopback = address.networkInterface().equals("lo");
        if (!isOfLoopback
                && !address.prefix().isIpv6LinkLocal()
                && !address.prefix().isIpv6Multicast()) {
            addresses.add(address);
        }
    }

    /** Returns the default routes of all tables, one for each interface. */
    List<Route> defaults() {
        Map<String, Route> found = new LinkedHashMap<>();
        routes.stream()
                .filter(route -> route.destination().isDefault())
                .forEach(route -> found.putIfAbsent(route.networkInterface(), route));
        return List.copyOf(found.values());
    }

    List<Address> addresses() {
        return List.copyOf(addresses);
    }

    /** Returns the kinds of the interfaces as in {@link NetworkTables.Link}; empty if the kernel was not asked. */
    Map<String, String> kinds() {
        return Map.copyOf(kinds);
    }

    /**
     * Returns the interface with the address, if the address is the host's own. Otherwise returns the interfaces of the most specific
     * routes of each table, with any metric: the rules for the choice of the table may depend on the sender. Empty if there is no route.
     */
    Set<String> to(IpPrefix address) {
        Set<String> own = addresses.stream()
                .filter(one -> one.prefix().equals(address))
                .map(Address::networkInterface)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!own.isEmpty()) {
            return own;
        }
        Map<Long, List<Route>> leading = routes.stream()
                .filter(route -> route.destination().contains(address))
                .collect(Collectors.groupingBy(Route::table, LinkedHashMap::new, Collectors.toList()));
        Set<String> interfaces = new LinkedHashSet<>();
        leading.values().forEach(table -> interfaces.addAll(mostSpecific(table)));
        return interfaces;
    }

    private static List<String> mostSpecific(List<Route> leading) {
        int longest = leading.stream()
                .mapToInt(route -> route.destination().length())
                .max()
                .orElse(0);
        return leading.stream()
                .filter(route -> route.destination().length() == longest)
                .map(Route::networkInterface)
                .toList();
    }
}
