// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import com.sun.jna.Pointer;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.connection.SessionListener;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.libvirt.jna.DomainPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes libvirt's callbacks to the session of the registration. The process has one callback per kind of event, never
 * garbage-collected, and each registration carries a number as opaque pointer. libvirt may still call a callback during the
 * deregistration, and a call to collected code would end the process.
 *
 * <p>Callbacks run on the event loop's thread: a callback hands the event over and returns.
 */
final class EventRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(EventRoutes.class);

    private static final String[] CLOSE_REASONS = {"error", "end of file", "keepalive timeout", "closed by the client"};

    private final NativeLibvirt library;
    private final Map<Long, SessionListener> routes = new ConcurrentHashMap<>();
    private final AtomicLong lastRoute = new AtomicLong();

    final NativeLibvirt.LifecycleCallback lifecycle = (connection, domain, event, detail, opaque) -> {
        bring(
                opaque,
                domain,
                guest -> new HypervisorEvent.GuestChanged(guest, name(domain), LifecycleNames.of(event, detail)));
        return 0;
    };
    final NativeLibvirt.DeviceCallback deviceAdded = (connection, domain, alias, opaque) ->
            bring(opaque, domain, guest -> new HypervisorEvent.DeviceAdded(guest, text(alias)));
    final NativeLibvirt.DeviceCallback deviceRemoved = (connection, domain, alias, opaque) ->
            bring(opaque, domain, guest -> new HypervisorEvent.DeviceRemoved(guest, text(alias)));
    final NativeLibvirt.DeviceCallback removalFailed = (connection, domain, alias, opaque) ->
            bring(opaque, domain, guest -> new HypervisorEvent.DeviceRemovalFailed(guest, text(alias)));
    final NativeLibvirt.CloseCallback closed = (connection, reason, opaque) -> lost(opaque, reason);

    private EventRoutes(NativeLibvirt library) {
        this.library = library;
    }

    static EventRoutes ofThisProcess() {
        return OfThisProcess.ROUTES;
    }

    /**
     * Opens a route.
     *
     * @return the opaque pointer for the route's registrations
     */
    Pointer open(SessionListener listener) {
        long route = lastRoute.incrementAndGet();
        routes.put(route, listener);
        return Pointer.createConstant(route);
    }

    /** Closes a route. Later callbacks with the same opaque pointer are ignored. */
    void close(Pointer opaque) {
        routes.remove(Pointer.nativeValue(opaque));
    }

    private void bring(Pointer opaque, DomainPointer domain, Function<UUID, HypervisorEvent> event) {
        SessionListener listener = routes.get(Pointer.nativeValue(opaque));
        if (listener == null) {
            return;
        }
        try {
            listener.happened(event.apply(uuid(domain)));
        } catch (RuntimeException e) {
            LOG.error("cannot read an event from libvirt: the event is lost", e);
        }
    }

    private void lost(Pointer opaque, int reason) {
        SessionListener listener = routes.get(Pointer.nativeValue(opaque));
        if (listener != null) {
            boolean known = reason >= 0 && reason < CLOSE_REASONS.length;
            listener.lost(
                    "libvirt closed the connection (" + (known ? CLOSE_REASONS[reason] : "reason " + reason) + ")");
        }
    }

    private UUID uuid(DomainPointer domain) {
        try {
            return GuestNames.uuidOf(library, domain);
        } catch (LibvirtFailure e) {
            throw new IllegalStateException("the event has no guest UUID", e);
        }
    }

    private String name(DomainPointer domain) {
        return String.valueOf(library.virDomainGetName(domain));
    }

    private static String text(Pointer text) {
        return text.getString(0, StandardCharsets.UTF_8.name());
    }

    private static final class OfThisProcess {
        private static final EventRoutes ROUTES = new EventRoutes(LibvirtLibrary.ready());
    }
}
