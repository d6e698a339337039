// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.UeventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The uevents of a simulated host, from the creation of the source. */
public final class SimUevents implements UeventSource {

    private final KernelLock lock;
    private final Uevents uevents;
    private long seen;
    /** The number of the last lost event; the first lost event is the next after {@link #loseAfter}. */
    private long loseUpTo;

    private long loseAfter;
    private boolean closed;

    SimUevents(SimKernel kernel) {
        this.lock = kernel.lock();
        this.uevents = kernel.uevents();
        this.seen = lock.look(uevents::last);
    }

    @Override
    public List<Uevent> await(Duration atMost) throws HostFileException, InterruptedException {
        try {
            List<Uevent> events = lock.waitFor(() -> closed || uevents.last() > seen, atMost, this::read);
            if (lock.look(() -> closed)) {
                throw new HostFileException(HostError.OTHER, "uevents", "the listener is closed");
            }
            return events;
        } catch (HostCrashedException crash) {
            throw new HostFileException(HostError.OTHER, "uevents", String.valueOf(crash.getMessage()));
        }
    }

    /** Loses the next uevents; after the first lost event {@link Uevent#lost} reports the loss. */
    public void loseNext(int count) {
        lock.change(() -> {
            loseAfter = uevents.last();
            loseUpTo = loseAfter + count;
        });
    }

    @Override
    public void close() {
        if (lock.crash().isEmpty()) {
            lock.change(() -> closed = true);
        }
    }

    /**
     * Returns the unread events. The report of a loss comes before the other events, like ENOBUFS (netlink_overrun in
     * net/netlink/af_netlink.c).
     */
    private List<Uevent> read() {
        List<Uevent> events = new ArrayList<>();
        boolean lost = false;
        for (SimUevent event : uevents.after(seen)) {
            seen = event.sequence();
            if (seen > loseAfter && seen <= loseUpTo) {
                lost = true;
            } else {
                events.add(told(event));
            }
        }
        if (lost) {
            events.add(0, Uevent.lost());
        }
        return events;
    }

    private static Uevent told(SimUevent event) {
        String driver = event.action().equals("bind") ? event.driver() : null;
        return new Uevent(
                event.action(), event.subsystem(), event.path(), driver, event.synthetic(), event.errorEvent());
    }
}
