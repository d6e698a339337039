// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.ConnectionStatus;
import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.xml.HostDevice;
import io.bailiff.manager.api.LibvirtStatus;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.HostJoined;
import io.bailiff.manager.host.HostRemoved;
import io.bailiff.manager.host.Hosts;
import jakarta.annotation.PreDestroy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The connections to libvirt, a connection for each host of the fleet with a route to libvirt. All answers show libvirt's state at the moment
 * of the call. While a host's libvirt is unreachable, the state of the host's guests is unknown; the guests do not count as gone.
 */
@Component
public class Guests {

    private static final Logger LOG = LoggerFactory.getLogger(Guests.class);

    private static final String NO_ROUTE = "the manager has no address of the host's libvirt";

    private final LibvirtRoutes routes;
    private final Hosts hosts;
    private final ApplicationEventPublisher publisher;
    private final ConcurrentHashMap<UUID, Connection> connections = new ConcurrentHashMap<>();
    private final SerialExecutor aside;

    Guests(LibvirtRoutes routes, Hosts hosts, ApplicationEventPublisher publisher, SerialExecutor aside) {
        this.routes = routes;
        this.hosts = hosts;
        this.publisher = publisher;
        this.aside = aside;
    }

    private record Connection(RouteToLibvirt route, Hypervisor hypervisor, Hypervisor.Subscription subscription) {

        void close() {
            subscription.close();
            hypervisor.close();
        }
    }

    /** Returns the state of the connection to a host's libvirt. */
    public LibvirtStatus status(UUID host) {
        Connection connection = connections.get(host);
        if (connection == null) {
            return new LibvirtStatus(null, null, false, null, NO_ROUTE);
        }
        ConnectionStatus status = connection.hypervisor().status();
        RouteToLibvirt route = connection.route();
        return new LibvirtStatus(route.kind(), route.address(), status.connected(), status.since(), status.message());
    }

    /** Returns all guests of a host. */
    List<Guest> all(UUID host) throws GuestException {
        return on(host, Hypervisor::guests);
    }

    /** Returns all guests of a host, in the order of their names. */
    public List<KnownGuest> known(UUID host) throws GuestException {
        return known(host, guest -> true);
    }

    /** Returns the running guests of a host with any of the functions now, in the order of their names. */
    public List<KnownGuest> having(UUID host, Set<String> functions) throws GuestException {
        return having(all(host), functions);
    }

    /** Returns the running ones of the guests with any of the functions, ordered by name. */
    static List<KnownGuest> having(List<Guest> guests, Set<String> functions) {
        return known(guests, guest -> hasAny(guest.liveDevices(), functions));
    }

    /** Returns the guests of a host that have any of the functions now or may get it at their next start, in the order of their names. */
    public List<KnownGuest> naming(UUID host, Set<String> functions) throws GuestException {
        return known(
                host,
                guest -> hasAny(guest.liveDevices(), functions)
                        || hasAny(guest.definedDevices(), functions)
                        || guest.definedPools().stream()
                                .anyMatch(pool -> pool.functions().stream().anyMatch(functions::contains)));
    }

    private static boolean hasAny(List<HostDevice> devices, Set<String> functions) {
        return devices.stream().anyMatch(device -> functions.contains(device.address()));
    }

    private List<KnownGuest> known(UUID host, Predicate<Guest> wanted) throws GuestException {
        return known(all(host), wanted);
    }

    private static List<KnownGuest> known(List<Guest> guests, Predicate<Guest> wanted) {
        return guests.stream()
                .filter(wanted)
                .map(KnownGuest::of)
                .sorted(Comparator.comparing(KnownGuest::name))
                .toList();
    }

    /** Returns the guest with this UUID; empty if libvirt has no such guest. */
    public Optional<KnownGuest> find(UUID host, UUID uuid) throws GuestException {
        return on(host, hypervisor -> hypervisor.guest(uuid).map(KnownGuest::of));
    }

    /** Returns the guest with exactly this name; empty if libvirt has no such guest. */
    public Optional<KnownGuest> find(UUID host, String name) throws GuestException {
        return on(host, hypervisor -> hypervisor.guest(name).map(KnownGuest::of));
    }

    /** A call to a libvirt. */
    interface Call<T> {
        T on(Hypervisor hypervisor) throws HypervisorException;
    }

    /**
     * Executes a call to a host's libvirt.
     *
     * @throws GuestException AWAY also if the host has no route to libvirt
     */
    <T> T on(UUID host, Call<T> call) throws GuestException {
        Connection connection = connections.get(host);
        if (connection == null) {
            throw new GuestException(GuestException.Code.AWAY, "libvirt: " + NO_ROUTE);
        }
        try {
            return call.on(connection.hypervisor());
        } catch (HypervisorException failure) {
            throw new GuestException(failure);
        }
    }

    @EventListener
    void open(ApplicationReadyEvent ready) {
        hosts.all().forEach(this::open);
    }

    @TransactionalEventListener(fallbackExecution = true)
    void joined(HostJoined joined) {
        aside.run(() -> open(hosts.get(joined.host())));
    }

    @TransactionalEventListener(fallbackExecution = true)
    void removed(HostRemoved removed) {
        aside.run(() -> close(removed.host()));
    }

    private synchronized void close(UUID host) {
        Connection known = connections.remove(host);
        if (known != null) {
            known.close();
        }
    }

    @TransactionalEventListener(fallbackExecution = true)
    void changed(LibvirtRouteChanged changed) {
        aside.run(() -> open(hosts.get(changed.host())));
    }

    private synchronized void open(Host host) {
        Optional<RouteToLibvirt> route = routes.of(host);
        Connection known = connections.get(host.id());
        if (known != null && route.isPresent() && known.route().isSame(route.get())) {
            return;
        }
        if (known != null) {
            connections.remove(host.id());
            known.close();
        }
        route.ifPresent(present -> connect(host, present));
    }

    private void connect(Host host, RouteToLibvirt route) {
        try {
            Hypervisor hypervisor = route.opener().get();
            Hypervisor.Subscription subscription =
                    hypervisor.subscribe(event -> publish(new GuestHappening(host.id(), guest(event))));
            connections.put(host.id(), new Connection(route, hypervisor, subscription));
            publish(new GuestHappening(host.id(), Optional.empty()));
            LOG.info("connecting to libvirt host={} uri={}", host.name(), route.address());
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            LOG.error(
                    "cannot use libvirt host={} uri={} error={}: the host can lend nothing until the cause is corrected and"
                            + " the manager is started again",
                    host.name(),
                    route.address(),
                    unusable.getMessage());
        }
    }

    private void publish(GuestHappening happening) {
        aside.run(() -> publisher.publishEvent(happening));
    }

    /** Returns the guest of an event. Written as a chain: the language level has no pattern switch. */
    private static Optional<UUID> guest(HypervisorEvent event) {
        if (event instanceof HypervisorEvent.GuestChanged changed) {
            return Optional.of(changed.guest());
        }
        if (event instanceof HypervisorEvent.DeviceAdded added) {
            return Optional.of(added.guest());
        }
        if (event instanceof HypervisorEvent.DeviceRemoved removed) {
            return Optional.of(removed.guest());
        }
        if (event instanceof HypervisorEvent.DeviceRemovalFailed failed) {
            return Optional.of(failed.guest());
        }
        return Optional.empty();
    }

    @PreDestroy
    synchronized void close() {
        aside.close();
        connections.values().forEach(Connection::close);
        connections.clear();
    }
}
