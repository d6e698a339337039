// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim.hypervisor;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorProvider;
import io.bailiff.libvirt.connection.Backoff;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Opens connections to simulated hosts, {@code sim://127.0.0.1:PORT/host}. */
public final class SimulatedHypervisors implements HypervisorProvider {

    @Override
    public Optional<Hypervisor> open(URI uri, ConnectionSettings settings, Clock clock, RandomGenerator random) {
        return "sim".equals(uri.getScheme())
                ? Optional.of(SimulatedHypervisor.open(uri, Backoff.of(settings, random), clock))
                : Optional.empty();
    }
}
