// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements SimClock {

    private record Due(long when, long order, Runnable action) {}

    private final PriorityQueue<Due> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Due::when).thenComparingLong(Due::order));
    private long now;
    private long orders;

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized void later(Duration delay, Runnable action) {
        waiting.add(new Due(now + delay.toNanos(), orders++, action));
    }

    /** Lets time pass, and runs on the caller's thread what falls due in it. */
    public void advance(Duration time) {
        long end = nanos() + time.toNanos();
        for (Due due = next(end); due != null; due = next(end)) {
            due.action().run();
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized @org.jspecify.annotations.Nullable Due next(long end) {
        Due due = waiting.peek();
        if (due == null || due.when() > end) {
            return null;
        }
        now = due.when();
        return waiting.poll();
    }
}
