package io.bailiff.libvirt;

import io.bailiff.libvirt.connection.Backoff;
import io.bailiff.libvirt.remote.RemoteHypervisor;
import io.bailiff.libvirt.remote.RemoteUri;
import io.bailiff.libvirt.simulated.SimulatedHypervisor;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * Opens connections to real libvirts ({@code qemu+tls://host/system}, {@code qemu+ssh://…}, {@code qemu:///system},
 * {@code test:///default}) and to simulated hosts ({@code sim://127.0.0.1:PORT/host}).
 *
 * <p>The first real one loads libvirt's client library and starts the one thread that runs its event loop; both stay for the
 * life of the process.
 */
public final class LibvirtHypervisors implements Hypervisors {

    private final ConnectionSettings settings;
    private final Clock clock;
    private final Backoff backoff;

    public LibvirtHypervisors(ConnectionSettings settings, Clock clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.backoff = new Backoff(settings.firstRetry(), settings.longestRetry(), random);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if libvirt's client library is not installed here; the message names the package
     */
    @Override
    public Hypervisor open(String uri) {
        URI parsed = parse(uri);
        if ("sim".equals(parsed.getScheme())) {
            return SimulatedHypervisor.open(parsed, backoff, clock);
        }
        return RemoteHypervisor.open(RemoteUri.of(parsed), settings, backoff, clock);
    }

    private static URI parse(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + uri + "\" is not a URI: " + e.getMessage(), e);
        }
    }
}
