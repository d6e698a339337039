// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Follows a network interface down to the underlying devices: through bridges, bonds, teams, VLANs, macvlans and all
 * other interfaces with links to their lower interfaces.
 */
final class NetworkStack {

    static final String INTERFACES = "/sys/class/net/";

    private final HostFiles files;

    NetworkStack(HostFiles files) {
        this.files = files;
    }

    /** @param above the text for the chain after the name of the interface, about the users on top */
    void under(String networkInterface, String above, DependencySink sink) {
        Walk walk = new Walk(sink);
        try {
            walk.down(networkInterface, networkInterface + above);
            if (!walk.hasGround) {
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

    /** Reports the functions below every interface, for an unknown that may be about any interface. */
    void allInterfaces(DependencySink sink) throws HostFileException {
        for (String name : files.list(INTERFACES)) {
            files.realPath(INTERFACES + name).ifPresent(path -> sink.found(path, name));
        }
    }

    private final class Walk {

        private final DependencySink sink;
        private final Set<String> seen = new HashSet<>();
        private boolean hasGround;

        Walk(DependencySink sink) {
            this.sink = sink;
        }

        private void down(String name, String chain) throws HostFileException {
            Optional<String> path = files.realPath(INTERFACES + name);
            if (path.isEmpty() || !seen.add(name)) {
                return;
            }
            if (!PciPath.isVirtual(path.get())) {
                hasGround = true;
                sink.found(path.get(), chain);
            }
            for (String lower : lower(path.get())) {
                down(lower, lower + ", used by " + chain);
            }
        }

        /**
         * Returns the lower interfaces. Most kinds of interfaces have links; older kernels have links for fewer kinds.
         * Bridges and bonds also have lists of their own.
         */
        private Set<String> lower(String path) throws HostFileException {
            Set<String> names = new LinkedHashSet<>();
            for (String entry : files.list(path)) {
                if (entry.startsWith("lower_")) {
                    names.add(entry.substring("lower_".length()));
                }
            }
            if (files.exists(path + "/brif")) {
                names.addAll(files.list(path + "/brif"));
            }
            if (files.exists(path + "/bonding/slaves")) {
                Arrays.stream(files.read(path + "/bonding/slaves").split("\\s+"))
                        .filter(name -> !name.isEmpty())
                        .forEach(names::add);
            }
            return names;
        }
    }
}
