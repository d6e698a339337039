// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.connection.Session;
import io.bailiff.libvirt.connection.SessionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to a libvirt: one connection with keepalive for the events, and further connections for calls. Any number of threads may use
 * the session.
 */
final class LibvirtSession implements Session {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtSession.class);

    private final CallConnection connection;
    private final Calls calls;
    private final EventRegistrations registrations;
    private final SessionListener listener;
    private final String peer;

    private LibvirtSession(
            CallConnection connection,
            Calls calls,
            EventRegistrations registrations,
            SessionListener listener,
            String peer) {
        this.connection = connection;
        this.calls = calls;
        this.registrations = registrations;
        this.listener = listener;
        this.peer = peer;
    }

    /** Opens a connection. Sets keepalive first, so the client notices a host that falls silent during the rest of the opening. */
    static LibvirtSession open(String uri, ConnectionSettings settings, SessionListener listener)
            throws LibvirtFailure {
        NativeLibvirt library = LibvirtLibrary.ready();
        CallConnection connection = CallConnection.open(library, uri);
        try {
            Calls calls = keepAlive(connection.libvirt(), settings)
                    ? new CallConnections(() -> CallConnection.open(library, uri), settings)
                    : new InProcessCalls(connection);
            EventRegistrations registrations =
                    EventRegistrations.on(library, connection.libvirt().pointer(), listener);
            try {
                return new LibvirtSession(connection, calls, registrations, listener, version(connection.libvirt()));
            } catch (LibvirtFailure e) {
                registrations.close();
                throw e;
            }
        } catch (LibvirtFailure e) {
            connection.close();
            throw e;
        }
    }

    /** Returns false for a driver inside the process, which has no other end, and so no keepalive. */
    private static boolean keepAlive(OpenConnection connection, ConnectionSettings settings) throws LibvirtFailure {
        try {
            LibvirtCall.ask(() -> connection.setKeepAlive(
                    Math.toIntExact(settings.keepAliveInterval().toSeconds()), settings.keepAliveCount()));
            return true;
        } catch (LibvirtFailure e) {
            if (!e.is(LibvirtError.NO_SUPPORT)) {
                throw e;
            }
            return false;
        }
    }

    private static String version(OpenConnection connection) throws LibvirtFailure {
        long version = LibvirtCall.ask(connection::getLibVersion);
        return "libvirt " + version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
    }

    @Override
    public String peer() {
        return peer;
    }

    /** Makes a call. A failure on a broken connection reports the session as lost, for all users of the session. */
    <T> T call(Calls.Call<T> call) throws HypervisorException {
        try {
            return calls.call(connectionForCall -> make(call, connectionForCall));
        } catch (LibvirtFailure noConnection) {
            // A libvirtd with too many clients refuses another connection, and goes on to send events.
            if (!connection.alive()) {
                listener.lost(noConnection.error().message());
            }
            throw ErrorMapping.exception(noConnection, false);
        }
    }

    private <T> T make(Calls.Call<T> call, CallConnection connectionForCall) throws HypervisorException {
        try {
            return call.on(connectionForCall);
        } catch (LibvirtFailure e) {
            boolean isAlive = connectionForCall.alive() && connection.alive();
            if (!isAlive) {
                listener.lost(e.error().message());
            }
            throw ErrorMapping.exception(e, isAlive);
        }
    }

    @Override
    public void close() {
        int references = closeAndCount();
        if (references > 0) {
            LOG.warn(
                    "a closed connection still has references count={} peer={}: libvirtd keeps the connection open",
                    references,
                    peer);
        }
    }

    /**
     * Closes the session.
     *
     * @return the number of remaining references to the connection; must be 0
     */
    int closeAndCount() {
        calls.close();
        registrations.close();
        return connection.closeAndCount();
    }
}
