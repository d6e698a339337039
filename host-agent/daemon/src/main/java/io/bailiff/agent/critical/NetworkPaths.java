// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the interfaces from the host to other machines, by the routes of the host. */
final class NetworkPaths {

    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%.*)?");

    private final NetworkStack stack;
    private final Optional<Routes> routes;

    /** @param routes empty if the routes could not be read; an unknown is recorded for that case */
    NetworkPaths(Optional<Routes> routes, NetworkStack stack) {
        this.routes = routes;
        this.stack = stack;
    }

    /** Returns false if the routes could not be read. */
    boolean isKnown() {
        return routes.isPresent();
    }

    /** Returns the default routes of all tables, one for each interface. Empty also if the routes could not be read. */
    List<Routes.Route> defaults() {
        return routes.map(Routes::defaults).orElse(List.of());
    }

    /**
     * Reports the devices on the route to an address.
     *
     * @param server a numeric address; any other text becomes an unknown
     * @param above the text for the chain after the name of the interface
     * @return true if the address leads to an interface
     */
    boolean to(String server, String above, DependencySink sink) {
        Optional<InetAddress> address = numeric(server);
        if (address.isEmpty()) {
            sink.unknown(
                    UnknownScope.NETWORK,
                    "Cannot determine the network interface for " + server + ": not a numeric address");
            return false;
        }
        if (address.get().isLoopbackAddress() || address.get().isAnyLocalAddress() || routes.isEmpty()) {
            return false;
        }
        Set<String> interfaces = interfaces(server, address.get(), routes.get());
        if (interfaces.isEmpty()) {
            sink.unknown(UnknownScope.NETWORK, "The host has no route to " + server);
        }
        interfaces.forEach(name -> stack.under(name, above, sink));
        return !interfaces.isEmpty();
    }

    /** A link-local address with a zone names the interface: {@code fe80::1%eth0}. Every interface has a route to such addresses. */
    private static Set<String> interfaces(String server, InetAddress address, Routes routes) {
        int zone = server.indexOf('%');
        if (zone >= 0 && address.isLinkLocalAddress()) {
            return Set.of(server.substring(zone + 1).replace("]", ""));
        }
        return routes.to(IpPrefix.of(address));
    }

    /** Parses a numeric address. Never asks a name server. */
    private static Optional<InetAddress> numeric(String text) {
        String plain = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!NUMERIC.matcher(plain).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(plain.replaceAll("%.*", "")));
        } catch (UnknownHostException notOne) {
            return Optional.empty();
        }
    }
}
