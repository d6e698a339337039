package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.UeventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The uevents of a simulated host, from when this was taken. */
public final class SimUevents implements UeventSource {

    private final KernelLock lock;
    private final Uevents uevents;
    private long seen;
    /** Events with a higher number than {@link #loseAfter}, up to this one, are lost. */
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
                throw new HostFileException(HostError.OTHER, "uevents", "are not listened to any more");
            }
            return events;
        } catch (HostCrashedException crash) {
            throw new HostFileException(HostError.OTHER, "uevents", String.valueOf(crash.getMessage()));
        }
    }

    /** The next uevents never come; when the first of them has happened, {@link Uevent#lost} says so. */
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
     * The news of a loss overtakes what was not lost, as ENOBUFS does (netlink_overrun in net/netlink/af_netlink.c).
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
        return new Uevent(event.action(), event.subsystem(), event.path(), driver, event.synthetic());
    }
}
