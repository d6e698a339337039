// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.connection.Session;
import io.bailiff.libvirt.connection.SessionListener;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open connection to a libvirt, with registered events. Any number of threads may use the session. */
final class LibvirtSession implements Session {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtSession.class);

    private final NativeLibvirt library;
    private final OpenConnection connection;
    private final EventRegistrations registrations;
    private final SessionListener listener;
    private final String peer;

    private LibvirtSession(
            NativeLibvirt library,
            OpenConnection connection,
            EventRegistrations registrations,
            SessionListener listener,
            String peer) {
        this.library = library;
        this.connection = connection;
        this.registrations = registrations;
        this.listener = listener;
        this.peer = peer;
    }

    /** Opens a connection. Sets keepalive first, so the client notices a host that falls silent during the rest of the opening. */
    static LibvirtSession open(String uri, ConnectionSettings settings, SessionListener listener)
            throws LibvirtFailure {
        NativeLibvirt library = LibvirtLibrary.ready();
        OpenConnection connection = connect(uri);
        try {
            keepAlive(connection, settings);
            EventRegistrations registrations = EventRegistrations.on(library, connection.pointer(), listener);
            try {
                return new LibvirtSession(library, connection, registrations, listener, version(connection));
            } catch (LibvirtFailure e) {
                registrations.close();
                throw e;
            }
        } catch (LibvirtFailure e) {
            closeQuietly(connection);
            throw e;
        }
    }

    private static OpenConnection connect(String uri) throws LibvirtFailure {
        OpenConnection connection = LibvirtCall.ask(() -> new OpenConnection(uri));
        if (connection.pointer() == null) {
            throw new LibvirtFailure(new LibvirtError(
                    LibvirtError.INVALID_CONNECTION,
                    LibvirtError.FROM_RPC,
                    "libvirt returned neither a connection nor an error"));
        }
        return connection;
    }

    private static void keepAlive(OpenConnection connection, ConnectionSettings settings) throws LibvirtFailure {
        try {
            LibvirtCall.ask(() -> connection.setKeepAlive(
                    Math.toIntExact(settings.keepAliveInterval().toSeconds()), settings.keepAliveCount()));
        } catch (LibvirtFailure e) {
            // A driver inside the process has no other end, and so no keepalive.
            if (!e.is(LibvirtError.NO_SUPPORT)) {
                throw e;
            }
        }
    }

    private static String version(OpenConnection connection) throws LibvirtFailure {
        long version = LibvirtCall.ask(connection::getLibVersion);
        return "libvirt " + version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
    }

    private static void closeQuietly(OpenConnection connection) {
        try {
            connection.close();
        } catch (LibvirtException e) {
            LOG.debug("cannot close an unused connection", e);
        }
    }

    NativeLibvirt library() {
        return library;
    }

    OpenConnection connection() {
        return connection;
    }

    @Override
    public String peer() {
        return peer;
    }

    /** Makes a call. A failure on a broken connection reports the session as lost, for all users of the session. */
    <T> T call(Call<T> call) throws HypervisorException {
        try {
            return call.on(this);
        } catch (LibvirtFailure e) {
            boolean alive = alive();
            if (!alive) {
                listener.lost(e.error().message());
            }
            throw ErrorMapping.exception(e, alive);
        }
    }

    boolean alive() {
        try {
            return connection.isAlive();
        } catch (LibvirtException e) {
            LOG.debug("cannot determine if the connection is alive: the connection counts as broken", e);
            return false;
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
        registrations.close();
        try {
            return connection.close();
        } catch (LibvirtException e) {
            LOG.debug("cannot close a broken connection", e);
            return 0;
        }
    }

    /** A piece of work on a session. */
    @FunctionalInterface
    interface Call<T> {
        T on(LibvirtSession session) throws LibvirtFailure, HypervisorException;
    }
}
