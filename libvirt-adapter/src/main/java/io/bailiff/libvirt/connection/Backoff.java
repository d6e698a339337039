package io.bailiff.libvirt.connection;

import io.bailiff.libvirt.ConnectionSettings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait between attempts: doubling from {@code first} to {@code longest}, and of that a random part between half
 * and all, so that a fleet does not come back in step.
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {

    private static final int DOUBLINGS_THAT_CANNOT_OVERFLOW = 20;

    /** The waits that these settings ask for. */
    public static Backoff of(ConnectionSettings settings, RandomGenerator random) {
        return new Backoff(settings.firstRetry(), settings.longestRetry(), random);
    }

    /**
     * The wait after some failures in a row.
     *
     * @param failures 0 for a connection that was fine until now
     */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures, DOUBLINGS_THAT_CANNOT_OVERFLOW);
        long wait = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(wait / 2 + random.nextLong(wait / 2 + 1));
    }
}
