// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the interfaces from the host to other machines, by the routes of the host. */
final class NetworkPaths {

    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%.*)?");

    private final NetworkStack stack;
    private final Optional<Routes> routes;

    NetworkPaths(HostFiles files, NetworkStack stack, Findings findings) {
        this.stack = stack;
        this.routes = read(files, findings);
    }

    private static Optional<Routes> read(HostFiles files, Findings findings) {
        try {
            return Optional.of(Routes.read(files));
        } catch (HostFileException | IllegalArgumentException failure) {
            findings.unknown(UnknownScope.NETWORK, "Cannot read the routes of the host: " + failure.getMessage());
            return Optional.empty();
        }
    }

    /** Returns the interfaces of the default routes. Empty if the routes could not be read; an unknown is recorded for that case. */
    Set<String> defaults() {
        return routes.map(Routes::defaults).orElse(Set.of());
    }

    /**
     * Reports the devices on the route to an address.
     *
     * @param server a numeric address; any other text becomes an unknown
     * @param above the text for the chain after the name of the interface
     */
    void to(String server, String above, DependencySink sink) {
        Optional<InetAddress> address = numeric(server);
        if (address.isEmpty()) {
            sink.unknown(
                    UnknownScope.NETWORK,
                    "Cannot determine the network interface for " + server + ": not a numeric address");
            return;
        }
        if (address.get().isLoopbackAddress() || address.get().isAnyLocalAddress() || routes.isEmpty()) {
            return;
        }
        Set<String> interfaces = routes.get().to(address.get());
        if (interfaces.isEmpty()) {
            sink.unknown(UnknownScope.NETWORK, "The host has no route to " + server);
        }
        interfaces.forEach(name -> stack.under(name, above, sink));
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
