package io.bailiff.libvirt;

import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Opens connections to something that behaves like libvirt and is not. An installation has none; the simulation brings one, which
 * {@link java.util.ServiceLoader} finds where the simulation is on the class path.
 */
public interface HypervisorProvider {

    /**
     * Opens a connection in the background, as {@link Hypervisors#open} does.
     *
     * @return the connection, or empty if the URI is not of the provider's kind
     * @throws IllegalArgumentException if the URI is of the provider's kind and malformed
     */
    Optional<Hypervisor> open(URI uri, ConnectionSettings settings, Clock clock, RandomGenerator random);
}
