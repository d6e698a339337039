// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.change;

import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Measures how long things have not progressed, by the monotonic clock. A short delay is normal and no problem. Only in memory: after a
 * restart of the manager every delay begins anew.
 */
@Component
public class Delays {

    /** After this time without a failure, or twice the normal time if that is longer, the next failure is a new delay. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);

    private final Map<Key, Delay> delays = new ConcurrentHashMap<>();
    private final Clock clock;

    Delays(@Monotonic Clock clock) {
        this.clock = clock;
    }

    /** The cause of a delay. */
    public enum Cause {
        /** A step could not read or do what the step needs. */
        STEP,
        /** A request to the guest has failed. */
        REQUEST
    }

    private record Key(UUID id, Cause cause) {}

    /** A delay, from the first failure to the last failure so far. */
    private record Delay(Instant first, Instant last) {}

    /** Returns true if steps of the thing have failed for at least the given time. The first call for a thing begins the delay. */
    boolean isLate(UUID id, Duration normal) {
        return isLate(id, Cause.STEP, clock.instant(), normal);
    }

    /**
     * Returns true if the thing has been delayed for at least the given time.
     *
     * @param since the beginning of the delay if this is the first call for the thing, by the monotonic clock
     */
    public boolean isLate(UUID id, Cause cause, Instant since, Duration normal) {
        Instant now = clock.instant();
        Duration forgotten = FORGOTTEN.compareTo(normal) > 0 ? FORGOTTEN : normal.multipliedBy(2);
        Delay delay = delays.compute(
                new Key(id, cause),
                (same, known) -> new Delay(
                        known == null || since.isAfter(known.last().plus(forgotten)) ? since : known.first(), now));
        return !now.isBefore(delay.first().plus(normal));
    }

    /** Ends the delay of a thing by one cause. */
    public void end(UUID id, Cause cause) {
        delays.remove(new Key(id, cause));
    }

    /** Ends every delay of a thing: the thing progresses. */
    void end(UUID id) {
        for (Cause cause : Cause.values()) {
            end(id, cause);
        }
    }
}
