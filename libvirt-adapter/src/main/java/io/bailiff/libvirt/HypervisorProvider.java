// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * Opens connections to stand-ins for libvirt. An installation has no provider. The simulation contains a provider, found by
 * {@link java.util.ServiceLoader} if the simulation is on the class path.
 */
public interface HypervisorProvider {

    /**
     * Opens a connection in the background, like {@link Hypervisors#open}.
     *
     * @param server the address of the simulation, {@code 127.0.0.1:PORT}
     * @param host the name of a host of the simulation
     * @throws IllegalArgumentException if the server or the host is malformed
     */
    Hypervisor open(String server, String host, ConnectionSettings settings, Clock clock, RandomGenerator random);
}
