// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Opens connections to stand-ins for libvirt. An installation has no provider. The simulation contains a provider, found by
 * {@link java.util.ServiceLoader} if the simulation is on the class path.
 */
public interface HypervisorProvider {

    /**
     * Opens a connection in the background, like {@link Hypervisors#open}.
     *
     * @return the connection, or empty if the URI is not of the provider's kind
     * @throws IllegalArgumentException if the URI is of the provider's kind and malformed
     */
    Optional<Hypervisor> open(URI uri, ConnectionSettings settings, Clock clock, RandomGenerator random);
}
