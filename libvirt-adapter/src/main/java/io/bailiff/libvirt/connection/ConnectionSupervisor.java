// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import io.bailiff.libvirt.ConnectionStatus;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to one host open until {@link #close}: opens the connection in the background, and reopens a lost
 * connection. Posts {@link HypervisorEvent.Connected} and {@link HypervisorEvent.Disconnected} in turn.
 *
 * @param <S> the type of the sessions
 */
public final class ConnectionSupervisor<S extends Session> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSupervisor.class);

    /**
     * The time limit for each of the two waits of {@link #close}: for the supervisor's thread and for the session. Native calls
     * cannot be interrupted: a call on a silent host ends when keepalive declares the connection lost.
     */
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(10);

    private final String host;
    private final Connector<S> connector;
    private final EventDispatcher dispatcher;
    private final Backoff backoff;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor thread;

    private @Nullable CallPermit<S> current;
    private ConnectionStatus status;
    private int failures;
    private boolean closed;
    private @Nullable Future<?> nextAttempt;

    public ConnectionSupervisor(
            String host, Connector<S> connector, EventDispatcher dispatcher, Backoff backoff, Clock clock) {
        this.host = host;
        this.connector = connector;
        this.dispatcher = dispatcher;
        this.backoff = backoff;
        this.clock = clock;
        this.status = new ConnectionStatus(false, clock.instant(), "not connected yet");
        this.thread = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("connection to " + host));
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Begins to open the connection; returns at once. */
    public void start() {
        thread.execute(this::open);
    }

    public synchronized ConnectionStatus status() {
        return status;
    }

    /**
     * Makes a call on the current connection.
     *
     * @throws HypervisorException {@code UNREACHABLE} at once if there is no connection
     */
    public <T> T call(Call<S, T> call) throws HypervisorException {
        CallPermit<S> permit = enter();
        try {
            return call.on(permit.session());
        } finally {
            permit.leave();
        }
    }

    private synchronized CallPermit<S> enter() throws HypervisorException {
        if (current == null || !current.enter()) {
            throw new HypervisorException(
                    HypervisorException.Code.UNREACHABLE, "no connection to " + host + ": " + status.message());
        }
        return current;
    }

    private void open() {
        Attempt attempt = new Attempt();
        try {
            established(attempt, connector.open(attempt));
        } catch (HypervisorException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("unexpected failure to connect to libvirt uri={}: retrying", host, e);
            failed(e.toString());
        }
    }

    private void established(Attempt attempt, S session) {
        CallPermit<S> permit = new CallPermit<>(session);
        if (!adopt(attempt, permit)) {
            permit.retire();
        }
    }

    private synchronized boolean adopt(Attempt attempt, CallPermit<S> permit) {
        if (closed) {
            return false;
        }
        if (attempt.lost != null) {
            failed(attempt.lost);
            return false;
        }
        attempt.permit = permit;
        current = permit;
        status = new ConnectionStatus(true, clock.instant(), permit.session().peer());
        LOG.info("connected to {} uri={}", status.message(), host);
        dispatcher.post(new HypervisorEvent.Connected());
        return true;
    }

    private synchronized void failed(String reason) {
        if (closed) {
            return;
        }
        if (failures == 0 && !status.connected()) {
            LOG.warn("cannot connect to libvirt uri={} error={}: retrying", host, reason);
        }
        status = new ConnectionStatus(false, status.since(), reason);
        retry();
    }

    /**
     * Schedules the next attempt, with a longer wait after each failure. A connection lost soon after opening counts as one
     * more failure: {@link #lost} resets the count only after {@link Backoff#longest}.
     */
    private void retry() {
        Duration wait = backoff.after(failures);
        failures++;
        nextAttempt = thread.schedule(this::open, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void lost(Attempt attempt, String reason) {
        if (attempt.lost != null) {
            return;
        }
        attempt.lost = reason;
        CallPermit<S> permit = attempt.permit;
        if (permit == null || permit != current) {
            return;
        }
        current = null;
        LOG.warn("lost the connection to libvirt uri={} error={}: reconnecting", host, reason);
        if (Duration.between(status.since(), clock.instant()).compareTo(backoff.longest()) > 0) {
            failures = 0;
        }
        status = new ConnectionStatus(false, clock.instant(), reason);
        dispatcher.post(new HypervisorEvent.Disconnected(reason));
        // Retired by the supervisor's thread: the current thread may be libvirt's event loop, and closing the session
        // waits for the event loop.
        thread.execute(permit::retire);
        retry();
    }

    /**
     * Ends the connection and the supervisor's thread. Later calls fail. Waits up to 10 s for the thread and up to 10 s for the
     * calls in progress; the last such call closes the session.
     */
    @Override
    public void close() {
        CallPermit<S> last = end();
        if (last != null) {
            last.retire();
        }
        thread.shutdown();
        try {
            boolean threadEnded = thread.awaitTermination(PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
            if (!threadEnded || (last != null && !last.awaitClosed(PATIENCE_AT_CLOSE))) {
                LOG.warn(
                        "a call to libvirt does not return uri={}: the connection stays open until the call ends",
                        host);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable CallPermit<S> end() {
        CallPermit<S> last = current;
        current = null;
        closed = true;
        status = new ConnectionStatus(false, clock.instant(), "the connection is closed");
        if (nextAttempt != null) {
            nextAttempt.cancel(false);
        }
        return last;
    }

    /** A piece of work on a session. */
    @FunctionalInterface
    public interface Call<S, T> {
        T on(S session) throws HypervisorException;
    }

    /** An attempt to open a session; becomes the session's listener if the attempt succeeds. */
    private final class Attempt implements SessionListener {

        private @Nullable CallPermit<S> permit;
        private @Nullable String lost;

        @Override
        public void happened(HypervisorEvent event) {
            dispatcher.post(event);
        }

        @Override
        public void lost(String reason) {
            ConnectionSupervisor.this.lost(this, reason);
        }
    }
}
