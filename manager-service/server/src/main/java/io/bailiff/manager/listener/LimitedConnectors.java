// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.util.Locale;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.springframework.stereotype.Component;

/** Makes the connectors of the listeners, each with threads and limits of its own: a busy listener takes nothing from another one. */
@Component
class LimitedConnectors {

    /** The threads of a listener beyond its requests at once: for connections, handshakes, bodies and refusals. */
    private static final int OTHER_THREADS = 8;

    private static final int FEWEST_THREADS = 4;
    private static final int THREAD_IDLE_MILLIS = 60_000;
    private static final int ACCEPTORS = 1;
    private static final int WAITING_CONNECTIONS = 1024;

    private final ListenerSet listeners = new ListenerSet();
    private final LimitProperties limits;
    private final Refusals refusals;

    LimitedConnectors(LimitProperties limits, Refusals refusals) {
        this.limits = limits;
        this.refusals = refusals;
    }

    /** Returns the limits of the running listeners. */
    ListenerSet listeners() {
        return listeners;
    }

    /** Returns a handler that keeps the limits of the listeners, and then calls the other handler. */
    Handler limited(Handler next) {
        return new LimitedAnswers(
                new WholeBodies(new LimitedRequests(next, listeners, refusals), listeners, refusals),
                listeners,
                limits.answerTime().toMillis(),
                limits.answerRate().toBytes());
    }

    /** Makes a connector, whose host and port are set by the caller. */
    ServerConnector make(Server server, ListenerPlan plan, HttpConfiguration http, ConnectionFactory... factories) {
        QueuedThreadPool threads = threads(plan);
        ServerConnector made = new ServerConnector(server, threads, null, null, ACCEPTORS, -1, factories);
        // The connectors stop first; requests in progress still end on their threads.
        made.unmanage(threads);
        server.addBean(threads, true);
        Connections connections = new Connections(plan.connections(), made.getScheduler());
        made.addBean(connections);
        made.addBean(new NetworkConnectionLimit(plan.most(), made));
        http.setSendServerVersion(false);
        http.addCustomizer(plan.name().customizer());
        http.addCustomizer(connections);
        made.setName(plan.name().name());
        made.setAcceptQueueSize(WAITING_CONNECTIONS);
        made.setIdleTimeout(limits.idleTime().toMillis());
        long memory = limits.memory().toBytes();
        listeners.add(
                plan.name(),
                new LimitedListener(
                        connections,
                        plan.kinds(),
                        plan.bodies(),
                        plan.requestsPerHost(),
                        new MemoryBudget(memory, memory / plan.memoryParts())));
        return made;
    }

    private static QueuedThreadPool threads(ListenerPlan plan) {
        QueuedThreadPool threads =
                new QueuedThreadPool(plan.atOnce() + OTHER_THREADS, FEWEST_THREADS, THREAD_IDLE_MILLIS);
        threads.setName("bailiff-" + plan.name().name().toLowerCase(Locale.ROOT));
        return threads;
    }
}
