// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The routes of the host. IPv4: the main table with the first hop of each route ({@code fib_route_seq_show} in
 * net/ipv4/fib_trie.c shows no more). IPv6: all routes.
 */
final class Routes {

    private static final int UP = 0x1;
    private static final int REJECT = 0x200;

    private final List<Route> routes = new ArrayList<>();

    private record Route(boolean six, BigInteger network, int prefix, String networkInterface) {

        boolean leadsTo(BigInteger address) {
            int shift = (six ? 128 : 32) - prefix;
            return network.shiftRight(shift).equals(address.shiftRight(shift));
        }
    }

    private Routes() {}

    /** @throws IllegalArgumentException if a table has an invalid line */
    static Routes read(HostFiles files) throws HostFileException {
        Routes routes = new Routes();
        files.read("/proc/1/net/route").lines().skip(1).forEach(routes::addFour);
        try {
            files.read("/proc/1/net/ipv6_route").lines().forEach(routes::addSix);
        } catch (HostFileException failure) {
            // A kernel without IPv6, or with IPv6 disabled, has no such table.
            if (failure.error() != HostError.NO_ENTRY) {
                throw failure;
            }
        }
        return routes;
    }

    /** Returns the interfaces of the default routes. */
    Set<String> defaults() {
        Set<String> interfaces = new LinkedHashSet<>();
        routes.stream().filter(route -> route.prefix() == 0).forEach(route -> interfaces.add(route.networkInterface()));
        return interfaces;
    }

    /** Returns the interfaces of the most specific routes to the address, with any metric; empty if there is no route. */
    Set<String> to(InetAddress address) {
        byte[] bytes = address.getAddress();
        BigInteger number = new BigInteger(1, bytes);
        List<Route> leading = routes.stream()
                .filter(route -> route.six() == (bytes.length > 4) && route.leadsTo(number))
                .toList();
        int longest = leading.stream().mapToInt(Route::prefix).max().orElse(0);
        Set<String> interfaces = new LinkedHashSet<>();
        leading.stream()
                .filter(route -> route.prefix() == longest)
                .forEach(route -> interfaces.add(route.networkInterface()));
        return interfaces;
    }

    /**
     * Parses {@code Iface Destination Gateway Flags RefCnt Use Metric Mask …}. The kernel prints addresses in the byte
     * order of the machine; the code expects little-endian.
     */
    private void addFour(String line) {
        String[] words = words(line, 8);
        int prefix = Integer.bitCount(Integer.parseUnsignedInt(words[7], 16));
        BigInteger network = new BigInteger(1, reversed(HexFormat.of().parseHex(words[1])));
        add(new Route(false, network, prefix, words[0]), Integer.parseUnsignedInt(words[3], 16));
    }

    /** Parses {@code destination prefix source prefix gateway metric refcnt use flags iface}; addresses in network byte order. */
    private void addSix(String line) {
        String[] words = words(line, 10);
        BigInteger network = new BigInteger(words[0], 16);
        add(new Route(true, network, Integer.parseInt(words[1], 16), words[9]), Integer.parseUnsignedInt(words[8], 16));
    }

    /** Adds a usable route. Routes to the host itself are on lo and lead to no other machine. */
    private void add(Route route, int flags) {
        if ((flags & UP) != 0
                && (flags & REJECT) == 0
                && !route.networkInterface().equals("lo")) {
            routes.add(route);
        }
    }

    private static String[] words(String line, int least) {
        String[] words = line.strip().split("\\s+");
        if (words.length < least) {
            throw new IllegalArgumentException("\"" + line + "\" is not a valid line of a route table");
        }
        return words;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
