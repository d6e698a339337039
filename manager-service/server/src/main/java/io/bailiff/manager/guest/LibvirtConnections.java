// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.ConnectionStatus;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.manager.api.LibvirtStatus;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.HostJoined;
import io.bailiff.manager.host.HostRemoved;
import io.bailiff.manager.host.Hosts;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The connections to the libvirts of the hosts. A connection through an agent's link is open while the libvirt is needed, and for a while
 * after each use; every other connection is always open.
 */
@Component
class LibvirtConnections {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtConnections.class);

    /** How long a call waits for the first connection by a link: the agent learns at once that a stream is wanted. */
    private static final Duration FIRST_CONNECTION = Duration.ofSeconds(5);

    private static final String NO_ROUTE = "the manager has no route to the host's libvirt";
    private static final String CLOSED = "not connected: nothing on the host needs libvirt now";

    private final LibvirtRoutes routes;
    private final Hosts hosts;
    private final ApplicationEventPublisher publisher;
    private final SerialExecutor aside;
    private final GuestProperties properties;
    private final Map<UUID, LibvirtConnection> connections = new ConcurrentHashMap<>();
    private final Map<UUID, RouteToLibvirt> known = new ConcurrentHashMap<>();

    LibvirtConnections(
            LibvirtRoutes routes,
            Hosts hosts,
            ApplicationEventPublisher publisher,
            SerialExecutor aside,
            GuestProperties properties) {
        this.routes = routes;
        this.hosts = hosts;
        this.publisher = publisher;
        this.aside = aside;
        this.properties = properties;
    }

    LibvirtStatus status(UUID host) {
        LibvirtConnection connection = connections.get(host);
        RouteToLibvirt route = known.get(host);
        if (connection != null) {
            ConnectionStatus status = connection.status();
            RouteToLibvirt open = connection.route();
            return new LibvirtStatus(
                    open.kind(), open.address(), true, status.connected(), status.since(), status.message());
        }
        return route == null || !route.isOnDemand()
                ? new LibvirtStatus(null, null, false, false, null, NO_ROUTE)
                : new LibvirtStatus(route.kind(), route.address(), false, false, null, CLOSED);
    }

    /**
     * Returns the connection to a host's libvirt for a call. Opens a connection by a link if there is none, and waits a few seconds for it.
     *
     * @throws GuestException AWAY if the manager has no route
     */
    Hypervisor use(UUID host) throws GuestException {
        LibvirtConnection connection = connections.get(host);
        if (connection == null) {
            connection = openOnDemand(host);
        }
        if (connection == null) {
            throw new GuestException(GuestException.Code.AWAY, "libvirt: " + NO_ROUTE);
        }
        connection.used(System.nanoTime());
        if (connection.isNew() && hosts.get(host).connected()) {
            connection.awaitFirst(FIRST_CONNECTION);
        }
        return connection.hypervisor();
    }

    private @Nullable LibvirtConnection openOnDemand(UUID host) {
        RouteToLibvirt route = known.get(host);
        if (route != null && route.isOnDemand()) {
            open(host, route);
        }
        return connections.get(host);
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void open(ApplicationReadyEvent ready) {
        hosts.all().forEach(this::determine);
    }

    @TransactionalEventListener(fallbackExecution = true)
    void joined(HostJoined joined) {
        aside.run(() -> determine(hosts.get(joined.host())));
    }

    @TransactionalEventListener(fallbackExecution = true)
    void removed(HostRemoved removed) {
        aside.run(() -> forget(removed.host()));
    }

    private synchronized void forget(UUID host) {
        known.remove(host);
        LibvirtConnection present = connections.remove(host);
        if (present != null) {
            present.close();
        }
    }

    @TransactionalEventListener(fallbackExecution = true)
    void changed(LibvirtRouteChanged changed) {
        aside.run(() -> determine(hosts.get(changed.host())));
    }

    /** Determines the route to a host's libvirt, and closes a connection by another route. A host that was removed meanwhile has none. */
    private synchronized void determine(Host host) {
        if (hosts.isRemoved(host.id())) {
            return;
        }
        Optional<RouteToLibvirt> route = routes.of(host);
        route.ifPresentOrElse(present -> known.put(host.id(), present), () -> known.remove(host.id()));
        LibvirtConnection present = connections.get(host.id());
        if (present != null && route.isPresent() && present.route().isSame(route.get())) {
            return;
        }
        if (present != null) {
            connections.remove(host.id());
            present.close();
        }
        if (route.isPresent() && !route.get().isOnDemand()) {
            open(host.id(), route.get());
        }
    }

    /** Opens missing connections through links, and closes the connections through links without a need. */
    void adjust(List<LibvirtNeeds> needs) {
        if (known.values().stream().noneMatch(RouteToLibvirt::isOnDemand)) {
            return;
        }
        List<UUID> needed =
                needs.stream().flatMap(each -> each.hosts().stream()).toList();
        needed.forEach(this::openOnDemand);
        long now = System.nanoTime();
        connections.forEach((host, connection) -> {
            if (connection.route().isOnDemand()
                    && !needed.contains(host)
                    && connection.isUnusedFor(properties.disconnectAfter(), now)) {
                close(host, connection);
            }
        });
    }

    private void close(UUID host, LibvirtConnection connection) {
        if (connections.remove(host, connection)) {
            connection.close();
            LOG.info("disconnected from libvirt, because nothing needs the libvirt host={}", hosts.name(host));
            publish(new GuestHappening(host, Optional.empty()));
        }
    }

    private synchronized void open(UUID host, RouteToLibvirt route) {
        if (connections.containsKey(host)) {
            return;
        }
        String name = hosts.name(host);
        try {
            connections.put(
                    host,
                    LibvirtConnection.open(
                            route, event -> publish(new GuestHappening(host, guest(event))), System.nanoTime()));
            publish(new GuestHappening(host, Optional.empty()));
            LOG.info("connecting to libvirt host={} uri={}", name, route.address());
        } catch (RuntimeException unusable) {
            LOG.error(
                    "cannot use libvirt host={} uri={} error={}: the host can lend nothing until the cause is corrected and"
                            + " the manager is started again",
                    name,
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
        connections.values().forEach(LibvirtConnection::close);
        connections.clear();
    }
}
