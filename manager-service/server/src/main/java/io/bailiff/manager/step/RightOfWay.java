package io.bailiff.manager.step;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * What comes before everything else: reports that tell of new claims until they are taken, and the steps in which guests are asked for
 * the first time until they have their turn. All the rest gives way, though not for long.
 */
@Component
public class RightOfWay {

    /** Nobody gives way longer: whoever claims without end must not keep what they have claimed from ever coming back. */
    public static final Duration LONGEST = Duration.ofSeconds(5);

    private final Set<Object> holders = new HashSet<>();

    /** Said before it can have its turn. */
    public synchronized void has(Object who) {
        holders.add(who);
    }

    /** Returns whether it had it until now. */
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
     * Waits until nobody has it.
     *
     * @param until how long at most, by {@link System#nanoTime}
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
