// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim.hypervisor;

import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.connection.DaemonThreads;
import io.bailiff.libvirt.connection.Session;
import io.bailiff.libvirt.connection.SessionListener;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which a simulated host answers without a break. The session begins at the current position of the events. The
 * session ends with the first failed request, or when the events' numbers decrease: then another simulation is answering.
 */
final class SimulatedSession implements Session {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedSession.class);

    private static final Duration POLL = Duration.ofSeconds(25);
    private static final long CLOSE_SECONDS = 5;

    private final SimulationClient client;
    private final SessionListener listener;
    private final Thread poller;
    private volatile boolean closed;

    private SimulatedSession(SimulationClient client, SessionListener listener, String host, long after) {
        this.client = client;
        this.listener = listener;
        this.poller = DaemonThreads.named("polling " + host).newThread(() -> poll(after));
    }

    static SimulatedSession open(SimulationClient client, String host, SessionListener listener)
            throws HypervisorException {
        SimulatedEvents past = events(client, 0, Duration.ZERO);
        SimulatedSession session = new SimulatedSession(client, listener, host, past.next());
        session.poller.start();
        return session;
    }

    SimulationClient client() {
        return client;
    }

    @Override
    public String peer() {
        return "simulated libvirt";
    }

    /** Ends the session at once after a failed call; the poll would notice only later. */
    void broken(HypervisorException failure) {
        listener.lost(String.valueOf(failure.getMessage()));
    }

    @Override
    public void close() {
        closed = true;
        poller.interrupt();
        try {
            poller.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            if (poller.isAlive()) {
                LOG.warn("thread has not ended thread={}", poller.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll(long start) {
        long after = start;
        while (!closed) {
            try {
                SimulatedEvents answer = events(client, after, POLL);
                if (answer.next() < after) {
                    listener.lost("the simulation has restarted");
                    return;
                }
                answer.events().forEach(event -> event.translated().ifPresent(listener::happened));
                after = answer.next();
            } catch (HypervisorException e) {
                if (!closed) {
                    broken(e);
                }
                return;
            }
        }
    }

    private static SimulatedEvents events(SimulationClient client, long after, Duration wait)
            throws HypervisorException {
        return client.get("/events?after=" + after + "&waitMillis=" + wait.toMillis(), wait, SimulatedEvents.class);
    }
}
