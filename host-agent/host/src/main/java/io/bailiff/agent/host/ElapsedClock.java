package io.bailiff.agent.host;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Shows how much time has passed, whatever the host's clock is set to meanwhile. Pauses and limits go by it; what it shows is not for
 * people.
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
        throw new UnsupportedOperationException("What this clock shows is not for people");
    }
}
