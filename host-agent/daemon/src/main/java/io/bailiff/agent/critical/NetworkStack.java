// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.SysfsNames;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Follows a network interface to the underlying devices: down through bridges, bonds, teams, VLANs, macvlans and all other interfaces
 * with links to their lower interfaces, and across veth pairs and Open vSwitch, which have no such links.
 */
final class NetworkStack {

    private final Interfaces interfaces;

    NetworkStack(Interfaces interfaces) {
        this.interfaces = interfaces;
    }

    /**
     * Reports the devices below and across the interface. An interface without any device becomes an unknown.
     *
     * @param above the text for the chain after the name of the interface, about the users on top
     */
    void under(String networkInterface, String above, DependencySink sink) {
        try {
            if (!devices(networkInterface, above, sink)) {
                sink.unknown(
                        UnknownScope.NETWORK,
                        "Cannot determine the device of network interface " + networkInterface + above);
            }
        } catch (HostFileException failure) {
            sink.unknown(
                    UnknownScope.NETWORK,
                    "Cannot read the devices below network interface " + networkInterface + ": "
                            + failure.getMessage());
        }
    }

    /** Reports the devices like {@link #under}. Returns false if the interface has no device: many virtual interfaces have none. */
    boolean devices(String networkInterface, String above, DependencySink sink) throws HostFileException {
        return new Walk(sink, true).from(networkInterface, above);
    }

    /** Reports the devices strictly below the interface, and not those across veth pairs and Open vSwitch. */
    void below(String networkInterface, String above, DependencySink sink) throws HostFileException {
        new Walk(sink, false).from(networkInterface, above);
    }

    /** Reports the functions below every interface, for an unknown that may be about any interface. */
    void allInterfaces(DependencySink sink) throws HostFileException {
        for (String name : interfaces.names()) {
            interfaces.path(name).ifPresent(path -> sink.found(path, name));
        }
    }

    /** Returns true if any interface is on a PCI function. */
    boolean hasFunctions() throws HostFileException {
        for (String name : interfaces.names()) {
            if (!SysfsNames.functions(interfaces.path(name).orElse("")).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private final class Walk {

        private final DependencySink sink;
        private final boolean across;
        private final Set<String> seen = new HashSet<>();
        private boolean hasGround;

        Walk(DependencySink sink, boolean across) {
            this.sink = sink;
            this.across = across;
        }

        boolean from(String name, String above) throws HostFileException {
            down(name, name + above);
            return hasGround;
        }

        private void down(String name, String chain) throws HostFileException {
            Optional<String> path = interfaces.path(name);
            if (path.isEmpty() || !seen.add(name)) {
                return;
            }
            if (!SysfsNames.isVirtual(path.get())) {
                hasGround = true;
                sink.found(path.get(), chain);
            }
            Set<String> lower = interfaces.lower(name);
            for (String one : lower) {
                down(one, one + ", used by " + chain);
            }
            if (across && lower.isEmpty() && SysfsNames.isVirtual(path.get())) {
                across(name, chain);
            }
        }

        private void across(String name, String chain) throws HostFileException {
            Optional<String> peer = interfaces.peer(name);
            if (peer.isPresent() && seen.add(peer.get())) {
                Optional<String> master = interfaces.master(peer.get());
                if (master.isPresent()) {
                    down(master.get(), master.get() + ", connected by " + peer.get() + " to " + chain);
                }
            } else if (interfaces.mayBeSwitchPort(name)) {
                // The bridges of Open vSwitch are in a database. The kernel knows only the ports of all bridges
                // together.
                down(Interfaces.OPEN_VSWITCH, Interfaces.OPEN_VSWITCH + ", which may carry " + chain);
            }
        }
    }
}
