// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a listener. A connection waits from its start to the end of a request's header, while a body arrives, and between two
 * requests. A connection that waits too long is closed. At a limit, the connection that has waited longest makes room: a client that sends
 * its request at once is served however many slow clients are connected.
 */
final class Connections implements Connection.Listener, HttpConfiguration.Customizer {

    private final Limits limits;
    private final Scheduler scheduler;
    private final Map<Connection, Known> open = new HashMap<>();
    private final Set<Known> waiting = new LinkedHashSet<>();
    private final Map<Caller, Integer> ofCaller = new HashMap<>();
    private final OpeningRate rate;
    private int strangers;

    /**
     * The limits of a listener.
     *
     * @param strangers the connections of callers without a certificate at once
     * @param perAddress the connections of an address without a certificate at once
     * @param perSecond the connections that an address opens within a second; further ones are closed before the handshake
     * @param perHost the connections of a host at once
     * @param head the longest time from the connection to the end of the first request's header
     * @param idle the longest time between two requests, to the end of the next header
     */
    record Limits(int strangers, int perAddress, int perSecond, int perHost, Duration head, Duration idle) {

        private int of(Caller caller) {
            return caller.host() ? perHost : perAddress;
        }
    }

    Connections(Limits limits, Scheduler scheduler) {
        this.limits = limits;
        this.rate = new OpeningRate(limits.perSecond());
        this.scheduler = scheduler;
    }

    /** A connection, compared by identity. */
    private static final class Known {

        private final Connection connection;
        private Caller caller;
        private long requests;
        private Scheduler.@Nullable Task end;

        Known(Connection connection) {
            this.connection = connection;
            this.caller = Caller.stranger(connection.getEndPoint());
        }

        void close() {
            connection.getEndPoint().close();
        }
    }

    /** Jetty also reports the layer of TLS and upgraded connections, which carry no requests. */
    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) {
            opened(new Known(connection)).ifPresent(Known::close);
        }
    }

    private synchronized Optional<Known> opened(Known known) {
        open.put(known.connection, known);
        count(known.caller, 1);
        if (rate.isExceeded(known.caller, NanoTime.now())) {
            closed(known.connection);
            return Optional.of(known);
        }
        waits(known, limits.head());
        return surplus(known);
    }

    @Override
    public void onClosed(Connection connection) {
        closed(connection);
    }

    private synchronized void closed(Connection connection) {
        Known known = open.remove(connection);
        if (known != null) {
            works(known);
            count(known.caller, -1);
        }
    }

    /** Called when the header of a request has arrived. */
    @Override
    public Request customize(Request request, HttpFields.Mutable headers) {
        Connection connection = request.getConnectionMetaData().getConnection();
        Caller caller = Caller.of(request);
        long number = begun(connection, caller);
        surplusOf(connection).ifPresent(Known::close);
        Request.addCompletionListener(request, ended -> completed(connection, number));
        return request;
    }

    private synchronized long begun(Connection connection, Caller caller) {
        Known known = open.get(connection);
        if (known == null) {
            return 0;
        }
        works(known);
        count(known.caller, -1);
        known.caller = caller;
        count(caller, 1);
        return ++known.requests;
    }

    private synchronized Optional<Known> surplusOf(Connection connection) {
        Known known = open.get(connection);
        return known == null ? Optional.empty() : surplus(known);
    }

    /** Jetty may report the end of a request after the next request has begun: the number tells the two apart. */
    private synchronized void completed(Connection connection, long number) {
        Known known = open.get(connection);
        if (known != null && known.requests == number) {
            waits(known, limits.idle());
        }
    }

    /** Marks a connection as waiting for the body of a request. The caller of this method limits the time of the wait. */
    synchronized void bodyAwaited(Connection connection) {
        Known known = open.get(connection);
        if (known != null) {
            waiting.add(known);
        }
    }

    synchronized void bodyComplete(Connection connection) {
        Known known = open.get(connection);
        if (known != null) {
            works(known);
        }
    }

    private void waits(Known known, Duration longest) {
        waiting.add(known);
        known.end = scheduler.schedule(() -> late(known), longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void late(Known known) {
        if (isWaiting(known)) {
            known.close();
        }
    }

    private synchronized boolean isWaiting(Known known) {
        return waiting.contains(known);
    }

    private void works(Known known) {
        waiting.remove(known);
        if (known.end != null) {
            known.end.cancel();
            known.end = null;
        }
    }

    private void count(Caller caller, int more) {
        ofCaller.merge(caller, more, (known, plus) -> known + plus == 0 ? null : known + plus);
        if (!caller.host()) {
            strangers += more;
        }
    }

    /**
     * Returns the connection to close because of a new one: the one that has waited longest, or the new one if none waits. The connection
     * counts no more: Jetty reports the close later, and the next new connection has to close another one.
     */
    private Optional<Known> surplus(Known fresh) {
        if (ofCaller.getOrDefault(fresh.caller, 0) > limits.of(fresh.caller)) {
            return Optional.of(makesRoom(known -> known.caller.equals(fresh.caller), fresh));
        }
        if (!fresh.caller.host() && strangers > limits.strangers()) {
            return Optional.of(makesRoom(known -> !known.caller.host(), fresh));
        }
        return Optional.empty();
    }

    private Known makesRoom(Predicate<Known> which, Known fresh) {
        Known longestWaiting = waiting.stream().filter(which).findFirst().orElse(fresh);
        closed(longestWaiting.connection);
        return longestWaiting;
    }

    /** Returns the number of open connections. A connection counts no more once {@link Connections} has decided to close the connection. */
    synchronized int open() {
        return open.size();
    }
}
