// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import io.bailiff.libvirt.ConnectionSettings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The wait between two attempts: doubles from {@code first} to {@code longest}. Each wait is a random part of the current
 * maximum, between half and all, so the connections of a fleet do not reopen in step.
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {

    private static final int DOUBLINGS_THAT_CANNOT_OVERFLOW = 20;

    /** Returns the backoff for the given settings. */
    public static Backoff of(ConnectionSettings settings, RandomGenerator random) {
        return new Backoff(settings.firstRetry(), settings.longestRetry(), random);
    }

    /**
     * Returns the wait after some failures in a row.
     *
     * @param failures the number of failures, 0 for a connection that worked until now
     */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures, DOUBLINGS_THAT_CANNOT_OVERFLOW);
        long wait = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(wait / 2 + random.nextLong(wait / 2 + 1));
    }
}
