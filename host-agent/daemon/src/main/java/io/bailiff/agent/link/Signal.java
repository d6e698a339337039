package io.bailiff.agent.link;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one thread that waits. Raised several times while nobody waits, it wakes once. */
final class Signal {

    private final Semaphore raised = new Semaphore(0);

    void raise() {
        raised.release();
    }

    /** Returns when the signal is raised, or when the time is over. */
    void await(Duration atMost) throws InterruptedException {
        if (raised.tryAcquire(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS)) {
            raised.drainPermits();
        }
    }
}
