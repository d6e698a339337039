// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * The priority of new claims over all other work. A report with a new claim holds the priority until the report is taken. The first step of
 * a conflict, with the first request to the guest, holds the priority until the step begins. All other work yields, but not for long.
 */
@Component
public class RightOfWay {

    /**
     * The longest time for work to yield. Without a limit, endless claims could block the steps that return the claimed groups to the host.
     */
    public static final Duration LONGEST = Duration.ofSeconds(5);

    private final Set<Object> holders = new HashSet<>();

    /** Adds a holder. Called before the holder's work can begin. */
    public synchronized void has(Object who) {
        holders.add(who);
    }

    /** Removes a holder, and wakes the waiting threads if no holder is left. Returns true if the holder was still registered. */
    public synchronized boolean hasNoMore(Object who) {
        boolean had = holders.remove(who);
        if (had && holders.isEmpty()) {
            notifyAll();
        }
        return had;
    }

    synchronized boolean isTaken() {
        return !holders.isEmpty();
    }

    /**
     * Waits until no holder is left. An interrupt ends the wait early.
     *
     * @param until the end of the wait, by {@link System#nanoTime}
     */
    public synchronized void awaitFree(long until) {
        long nanos = until - System.nanoTime();
        while (!holders.isEmpty() && nanos > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            }
            nanos = until - System.nanoTime();
        }
    }
}
