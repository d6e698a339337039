// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All events of a simulated hypervisor since the start. Safe for any number of threads. */
public final class GuestEvents {

    private final List<GuestEvent> all = new ArrayList<>();

    synchronized void add(
            GuestEvent.Type type, UUID guest, String name, @Nullable String alias, @Nullable String what) {
        all.add(new GuestEvent(all.size() + 1L, type, guest, name, alias, what));
        notifyAll();
    }

    /** Returns the events with a number higher than the given number. */
    public synchronized List<GuestEvent> after(long sequence) {
        int from = (int) Math.max(0, Math.min(sequence, all.size()));
        return List.copyOf(all.subList(from, all.size()));
    }

    /** Returns the events like {@link #after}, but waits for the first such event, up to the time limit. */
    public synchronized List<GuestEvent> await(long sequence, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (all.size() <= sequence) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            wait(millis);
        }
        return after(sequence);
    }
}
