// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes a waiting thread. Several raises without a waiting thread wake the next waiter only once. */
final class Signal {

    private final Semaphore raised = new Semaphore(0);

    void raise() {
        raised.release();
    }

    /** Waits until the signal is raised, or until the time is over. */
    void await(Duration atMost) throws InterruptedException {
        if (raised.tryAcquire(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS)) {
            raised.drainPermits();
        }
    }
}
