// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events from threads that must not wait to the listeners, in the order of {@link #post}, on one thread. The thread
 * exists only while there are events to deliver, and ends after 5 s without events.
 */
public final class EventDispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);

    private static final long THREAD_IDLES_SECONDS = 5;
    private static final long CLOSE_SECONDS = 5;

    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor thread;
    private final String host;

    public EventDispatcher(String host) {
        this.host = host;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                THREAD_IDLES_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("events of " + host),
                new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
    }

    /** Queues an event for delivery and returns at once. Does nothing after {@link #close}, because there are no listeners then. */
    public void post(HypervisorEvent event) {
        thread.execute(() -> registrations.forEach(registration -> registration.tell(event)));
    }

    /** Registers a listener for all later events. The same listener may be registered several times. */
    public Hypervisor.Subscription subscribe(Consumer<HypervisorEvent> listener) {
        Registration registration = new Registration(listener);
        registrations.add(registration);
        return registration;
    }

    /** Drops the listeners and the undelivered events. Waits up to 5 s for the listener in progress. */
    @Override
    public void close() {
        registrations.clear();
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("an event listener does not return uri={}: its thread runs until the listener returns", host);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A single registration. An object per registration: closing a subscription must not remove another registration of the
     * same listener.
     */
    private final class Registration implements Hypervisor.Subscription {

        private final Consumer<HypervisorEvent> listener;

        private Registration(Consumer<HypervisorEvent> listener) {
            this.listener = listener;
        }

        private void tell(HypervisorEvent event) {
            if (!registrations.contains(this)) {
                return;
            }
            try {
                listener.accept(event);
            } catch (RuntimeException | AssertionError e) {
                LOG.error("event listener failed uri={} event={}: this listener misses the event", host, event, e);
            }
        }

        @Override
        public void close() {
            registrations.remove(this);
        }
    }
}
