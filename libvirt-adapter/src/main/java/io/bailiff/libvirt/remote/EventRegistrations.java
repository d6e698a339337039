// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import io.bailiff.libvirt.connection.SessionListener;
import java.util.ArrayList;
import java.util.List;
import org.libvirt.jna.ConnectionPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All registrations on one connection. Each registration holds a reference to the connection, so all registrations must end
 * before the connection closes.
 */
final class EventRegistrations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventRegistrations.class);

    /** {@code virDomainEventID}, libvirt-domain.h. */
    private static final int LIFECYCLE = 0;

    private static final int DEVICE_REMOVED = 15;
    private static final int DEVICE_ADDED = 19;
    private static final int DEVICE_REMOVAL_FAILED = 22;

    private final NativeLibvirt library;
    private final EventRoutes routes;
    private final ConnectionPointer connection;
    private final Pointer route;
    private final List<Integer> events = new ArrayList<>();
    private boolean closeCallback;

    private EventRegistrations(NativeLibvirt library, ConnectionPointer connection, SessionListener listener) {
        this.library = library;
        this.routes = EventRoutes.ofThisProcess();
        this.connection = connection;
        this.route = routes.open(listener);
    }

    static EventRegistrations on(NativeLibvirt library, ConnectionPointer connection, SessionListener listener)
            throws LibvirtFailure {
        EventRegistrations registrations = new EventRegistrations(library, connection, listener);
        try {
            registrations.registerAll();
            return registrations;
        } catch (LibvirtFailure e) {
            registrations.close();
            throw e;
        }
    }

    private void registerAll() throws LibvirtFailure {
        registerClose();
        register(LIFECYCLE, routes.lifecycle);
        register(DEVICE_ADDED, routes.deviceAdded);
        register(DEVICE_REMOVED, routes.deviceRemoved);
        register(DEVICE_REMOVAL_FAILED, routes.removalFailed);
    }

    /**
     * Registers the close callback. Drivers inside the process ({@code test:}, {@code qemu:///embed}) report no support:
     * without a socket no connection can be lost.
     */
    private void registerClose() throws LibvirtFailure {
        closeCallback = library.virConnectRegisterCloseCallback(connection, routes.closed, route, null) == 0;
        if (!closeCallback) {
            LibvirtError error = LibvirtError.last(library);
            if (error.code() != LibvirtError.NO_SUPPORT) {
                throw new LibvirtFailure(error);
            }
        }
    }

    private void register(int event, Callback callback) throws LibvirtFailure {
        int id = library.virConnectDomainEventRegisterAny(connection, null, event, callback, route, null);
        if (id < 0) {
            throw new LibvirtFailure(LibvirtError.last(library));
        }
        events.add(id);
    }

    /**
     * Deregisters everything. On a lost connection libvirt cannot inform the daemon and returns an error, which is harmless and
     * only logged.
     */
    @Override
    public void close() {
        routes.close(route);
        for (int id : events) {
            if (library.virConnectDomainEventDeregisterAny(connection, id) < 0) {
                LOG.debug("cannot deregister event id={} error={}", id, library.virGetLastErrorMessage());
            }
        }
        if (closeCallback && library.virConnectUnregisterCloseCallback(connection, routes.closed) < 0) {
            LOG.debug("cannot unregister the close callback error={}", library.virGetLastErrorMessage());
        }
    }
}
