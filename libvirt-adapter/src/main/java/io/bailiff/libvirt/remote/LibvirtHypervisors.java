// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorProvider;
import io.bailiff.libvirt.Hypervisors;
import io.bailiff.libvirt.connection.Backoff;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Opens connections to real libvirts ({@code qemu+tls://host/system}, {@code qemu+ssh://…}, {@code qemu:///system},
 * {@code test:///default}), and to the hypervisors of other providers.
 *
 * <p>The first connection to a real libvirt loads libvirt's client library and starts the only thread of the library's event
 * loop. Library and thread stay for the life of the process.
 */
public final class LibvirtHypervisors implements Hypervisors {

    private final ConnectionSettings settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final List<HypervisorProvider> others;

    /** @param others other providers, asked first and in order */
    public LibvirtHypervisors(
            ConnectionSettings settings, Clock clock, RandomGenerator random, List<HypervisorProvider> others) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.others = List.copyOf(others);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if libvirt's client library is not installed on the machine; the message names the package
     */
    @Override
    public Hypervisor open(String uri) {
        URI parsed = parse(uri);
        for (HypervisorProvider other : others) {
            Optional<Hypervisor> opened = other.open(parsed, settings, clock, random);
            if (opened.isPresent()) {
                return opened.get();
            }
        }
        return RemoteHypervisor.open(RemoteUri.of(parsed), settings, Backoff.of(settings, random), clock);
    }

    private static URI parse(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + uri + "\" is not a URI: " + e.getMessage(), e);
        }
    }
}
