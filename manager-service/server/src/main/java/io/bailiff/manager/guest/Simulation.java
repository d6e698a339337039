// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.HypervisorProvider;
import io.bailiff.manager.api.LibvirtRoute;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ServiceLoader;

/**
 * The simulated hosts of the demo. The simulation is not part of an installation: a manager has simulated hosts only if the simulation is
 * on the class path and the setting {@code bailiff.simulation} names the server of the simulation.
 */
final class Simulation {

    private final HypervisorProvider provider;
    private final String server;
    private final Clock clock;
    private final SecureRandom random;

    private Simulation(HypervisorProvider provider, String server, Clock clock, SecureRandom random) {
        this.provider = provider;
        this.server = server;
        this.clock = clock;
        this.random = random;
    }

    /** @throws IllegalStateException if the simulation is not on the class path */
    static Simulation at(String server, Clock clock, SecureRandom random) {
        HypervisorProvider provider = ServiceLoader.load(HypervisorProvider.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "bailiff.simulation is set, but the simulation is not on the class path: remove the setting"));
        return new Simulation(provider, server, clock, random);
    }

    RouteToLibvirt route(String host) {
        return RouteToLibvirt.of(
                LibvirtRoute.SIMULATION,
                "sim://" + server + "/" + host,
                () -> provider.open(server, host, ConnectionSettings.standard(), clock, random));
    }
}
