// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.IpPrefix;
import io.bailiff.agent.host.NetworkTables;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The routes and addresses that the kernel shows as files. IPv4: the main table with the first hop of each route
 * ({@code fib_route_seq_show} in net/ipv4/fib_trie.c shows no more), and no addresses: an interface with a route without a gateway
 * has an address. IPv6: all routes and addresses.
 */
final class RouteFiles {

    private static final String ROUTES = "/proc/1/net/route";
    private static final String IPV6_ROUTES = "/proc/1/net/ipv6_route";
    private static final String IPV6_ADDRESSES = "/proc/1/net/if_inet6";

    // Flags of a route, from include/uapi/linux/route.h.
    private static final int UP = 0x1;
    private static final int GATEWAY = 0x2;
    private static final int REJECT = 0x200;

    /** More lines are an error, and no endless work. */
    private static final int MOST_LINES = 250_000;

    private final HostFiles files;
    private final Routes routes;

    RouteFiles(HostFiles files, Routes routes) {
        this.files = files;
        this.routes = routes;
    }

    /** @throws IllegalArgumentException if a table has an invalid line */
    void read() throws HostFileException {
        lines(files.read(ROUTES), 1, this::addRoute);
        Optional<String> addresses = readIfPresent(IPV6_ADDRESSES);
        lines(addresses.orElse(""), 0, this::addIpv6Address);
        lines(readIfPresent(IPV6_ROUTES).orElse(""), 0, line -> addIpv6Route(line, addresses.isEmpty()));
    }

    /** A kernel without IPv6, or with IPv6 disabled, has no such table. */
    private Optional<String> readIfPresent(String table) throws HostFileException {
        try {
            return Optional.of(files.read(table));
        } catch (HostFileException failure) {
            if (failure.error() == HostError.NO_ENTRY) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /**
     * Parses {@code Iface Destination Gateway Flags RefCnt Use Metric Mask …}. The kernel prints addresses in the byte
     * order of the machine; the code expects little-endian.
     */
    private void addRoute(String line) {
        String[] words = words(line, 8);
        int length = Integer.bitCount(Integer.parseUnsignedInt(words[7], 16));
        IpPrefix destination = IpPrefix.of(reversed(HexFormat.of().parseHex(words[1])), length);
        add(destination, words[0], Integer.parseUnsignedInt(words[3], 16), ROUTES, true);
    }

    /** Parses {@code destination prefix source prefix gateway metric refcnt use flags iface}; addresses in network byte order. */
    private void addIpv6Route(String line, boolean showsAddresses) {
        String[] words = words(line, 10);
        IpPrefix destination = new IpPrefix(true, new BigInteger(words[0], 16), Integer.parseInt(words[1], 16));
        add(destination, words[9], Integer.parseUnsignedInt(words[8], 16), IPV6_ROUTES, showsAddresses);
    }

    private void add(IpPrefix destination, String name, int flags, String evidence, boolean showsAddresses) {
        if ((flags & UP) == 0 || (flags & REJECT) != 0) {
            return;
        }
        routes.add(new Routes.Route(destination, NetworkTables.Route.MAIN_TABLE, name, evidence));
        if (showsAddresses && !destination.isDefault() && (flags & GATEWAY) == 0) {
            routes.add(new Routes.Address(destination, name, evidence));
        }
    }

    /** Parses {@code address index length scope flags iface}. */
    private void addIpv6Address(String line) {
        String[] words = words(line, 6);
        routes.add(new Routes.Address(new IpPrefix(true, new BigInteger(words[0], 16), 128), words[5], IPV6_ADDRESSES));
    }

    private interface Parser {
        void parse(String line);
    }

    private static void lines(String table, int skipped, Parser parser) {
        if (table.lines().skip(MOST_LINES).findAny().isPresent()) {
            throw new IllegalArgumentException("a table has more than " + MOST_LINES + " lines");
        }
        table.lines().skip(skipped).filter(line -> !line.isBlank()).forEach(parser::parse);
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
