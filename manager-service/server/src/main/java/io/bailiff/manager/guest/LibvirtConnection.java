// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.ConnectionStatus;
import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An open connection to the libvirt of a host, connected or not. */
final class LibvirtConnection {

    private final RouteToLibvirt route;
    private final RouteToLibvirt.Opened opened;
    private final Hypervisor.Subscription subscription;
    private final CountDownLatch firstConnected = new CountDownLatch(1);
    private volatile long usedAt;

    private LibvirtConnection(RouteToLibvirt route, Consumer<HypervisorEvent> listener, long now) {
        this.route = route;
        this.usedAt = now;
        this.opened = route.opener().get();
        this.subscription = opened.hypervisor().subscribe(event -> {
            if (event instanceof HypervisorEvent.Connected) {
                firstConnected.countDown();
            }
            listener.accept(event);
        });
    }

    /**
     * Opens a connection in the background.
     *
     * @param now the time in nanoseconds, of {@link System#nanoTime}
     */
    static LibvirtConnection open(RouteToLibvirt route, Consumer<HypervisorEvent> listener, long now) {
        return new LibvirtConnection(route, listener, now);
    }

    RouteToLibvirt route() {
        return route;
    }

    Hypervisor hypervisor() {
        return opened.hypervisor();
    }

    /** Returns the state of the connection. */
    ConnectionStatus status() {
        ConnectionStatus status = hypervisor().status();
        return status.connected()
                ? status
                : new ConnectionStatus(
                        false, status.since(), opened.problem().get().orElse(status.message()));
    }

    void used(long now) {
        usedAt = now;
    }

    boolean isUnusedFor(Duration time, long now) {
        return now - usedAt >= time.toNanos();
    }

    /** Returns true for a connection by a link that was never connected. */
    boolean isNew() {
        return route.isOnDemand()
                && firstConnected.getCount() > 0
                && !hypervisor().status().connected();
    }

    /** Waits until the connection was connected once, at most for the given time. */
    void awaitFirst(Duration most) {
        try {
            boolean unused = firstConnected.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the connection. A connection that still connects is cut off first, because libvirt's client cannot be interrupted. */
    void close() {
        subscription.close();
        if (!hypervisor().status().connected()) {
            opened.end().run();
        }
        hypervisor().close();
        opened.end().run();
    }
}
