// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.connection.DaemonThreads;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one libvirt for calls. A call has a connection of its own, so that a call on a stuck guest delays no other call, and no
 * connection has two callers. Connections are opened when needed, and two are kept for the next calls.
 */
final class CallConnections implements Calls {

    /** The number of calls at a time; further calls wait. Small against the limits of libvirtd (max_clients and max_anonymous_clients). */
    static final int MOST = 8;

    private static final int KEPT = 2;

    private static final ScheduledThreadPoolExecutor KEEP_ALIVE = keepAliveThread();

    private final Opener opener;
    private final ConnectionSettings settings;
    private final Semaphore places = new Semaphore(MOST, true);
    private final Deque<CallConnection> idle = new ArrayDeque<>();
    private boolean closed;

    CallConnections(Opener opener, ConnectionSettings settings) {
        this.opener = opener;
        this.settings = settings;
    }

    private static ScheduledThreadPoolExecutor keepAliveThread() {
        ScheduledThreadPoolExecutor thread =
                new ScheduledThreadPoolExecutor(1, DaemonThreads.named("libvirt keepalive"));
        thread.setRemoveOnCancelPolicy(true);
        return thread;
    }

    /**
     * Makes a call.
     *
     * @throws HypervisorException the call's own exception; {@code BUSY} if no connection has become free within the limit for calls
     */
    @Override
    public <T> T call(Call<T> call) throws LibvirtFailure, HypervisorException {
        awaitPlace();
        try {
            CallConnection connection = take();
            Future<?> keepAlive = begin(connection);
            try {
                return call.on(connection);
            } finally {
                keepAlive.cancel(false);
                giveBack(connection);
            }
        } finally {
            places.release();
        }
    }

    private void awaitPlace() throws HypervisorException {
        try {
            if (!places.tryAcquire(settings.callLimit().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HypervisorException(
                        HypervisorException.Code.BUSY,
                        "all " + MOST
                                + " connections to libvirt wait for answers: QEMU of several guests or libvirtd is stuck");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(
                    HypervisorException.Code.UNREACHABLE,
                    "interrupted while waiting for a connection to libvirt",
                    stopping);
        }
    }

    private CallConnection take() throws LibvirtFailure {
        for (CallConnection known = next(); known != null; known = next()) {
            if (known.alive()) {
                return known;
            }
            known.close();
        }
        return opener.open();
    }

    private synchronized @Nullable CallConnection next() {
        return idle.pollFirst();
    }

    /**
     * Begins a call. The first keepalive request comes after two intervals, so that a host that is silent for the connection of the events is
     * noticed there.
     */
    private Future<?> begin(CallConnection connection) {
        connection.begin();
        int seconds = Math.toIntExact(settings.keepAliveInterval().toSeconds());
        return KEEP_ALIVE.schedule(
                () -> connection.keepAlive(2 * seconds, settings.keepAliveCount()), seconds, TimeUnit.SECONDS);
    }

    private void giveBack(CallConnection connection) {
        if (!connection.end() || !keep(connection)) {
            connection.close();
        }
    }

    private synchronized boolean keep(CallConnection connection) {
        boolean isKept = !closed && idle.size() < KEPT;
        if (isKept) {
            idle.addFirst(connection);
        }
        return isKept;
    }

    /** Closes the kept connections. A connection in a call closes with the end of the call. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (CallConnection known = next(); known != null; known = next()) {
            known.close();
        }
    }

    /** Opens a connection for calls. */
    @FunctionalInterface
    interface Opener {
        CallConnection open() throws LibvirtFailure;
    }
}
