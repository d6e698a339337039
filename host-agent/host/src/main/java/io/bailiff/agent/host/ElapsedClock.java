// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A monotonic clock: shows the time elapsed since the clock's creation, unaffected by changes of the host's clock. Used for
 * pauses and time limits; the instants have no meaning for people.
 */
public final class ElapsedClock extends Clock {

    private final long start = System.nanoTime();

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(System.nanoTime() - start);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("A monotonic clock has no time zone");
    }
}
