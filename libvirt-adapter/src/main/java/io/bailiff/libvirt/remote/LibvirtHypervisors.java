// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.Hypervisors;
import io.bailiff.libvirt.LibvirtAddress;
import io.bailiff.libvirt.connection.Backoff;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * Opens connections to real libvirts.
 *
 * <p>The first connection loads libvirt's client library and starts the only thread of the library's event loop. Library and thread stay
 * for the life of the process.
 */
public final class LibvirtHypervisors implements Hypervisors {

    private final ConnectionSettings settings;
    private final Clock clock;
    private final RandomGenerator random;

    public LibvirtHypervisors(ConnectionSettings settings, Clock clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Hypervisor open(LibvirtAddress address) {
        return open(address.uri());
    }

    /** Opens any URI of libvirt; for tests, whose libvirt may be inside the process. */
    Hypervisor open(String uri) {
        return RemoteHypervisor.open(uri, settings, Backoff.of(settings, random), clock);
    }
}
