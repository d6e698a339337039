package io.bailiff.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: a random time up to a limit that doubles with every failure, so that a fleet
 * does not come back all at once.
 */
final class Backoff {

    private final Duration first;
    private final Duration atMost;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration first, Duration atMost, RandomGenerator random) {
        this.first = first;
        this.atMost = atMost;
        this.random = random;
    }

    Duration afterFailure() {
        long limit = Math.min(atMost.toMillis(), first.toMillis() << Math.min(failures, 20));
        failures++;
        return Duration.ofMillis(limit / 4 + random.nextLong(limit - limit / 4 + 1));
    }

    void succeeded() {
        failures = 0;
    }
}
