// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim.hypervisor;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorProvider;
import io.bailiff.libvirt.connection.Backoff;
import java.net.URI;
import java.time.Clock;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Opens connections to simulated hosts, {@code sim://127.0.0.1:PORT/host}. */
public final class SimulatedHypervisors implements HypervisorProvider {

    private static final Pattern SERVER = Pattern.compile("127\\.0\\.0\\.1:[0-9]{1,5}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    @Override
    public Hypervisor open(
            String server, String host, ConnectionSettings settings, Clock clock, RandomGenerator random) {
        if (!SERVER.matcher(server).matches() || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("\"" + server + "\" with the host \"" + host
                    + "\" is not the address of a simulated host; write for example 127.0.0.1:8090 and host-a");
        }
        return SimulatedHypervisor.open(
                URI.create("sim://" + server + "/" + host), Backoff.of(settings, random), clock);
    }
}
