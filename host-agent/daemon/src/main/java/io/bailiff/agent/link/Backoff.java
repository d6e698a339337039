package io.bailiff.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses between attempts, each anywhere below its limit, so that the agents of a fleet do not come back at once. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(500);

    private final Duration longest;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration longest, RandomGenerator random) {
        this.longest = longest;
        this.random = random;
    }

    void worked() {
        failures = 0;
    }

    /** How long to wait after one more failure. */
    Duration next() {
        failures = Math.min(failures + 1, 16);
        long limit = Math.min(longest.toMillis(), FIRST.toMillis() << (failures - 1));
        return Duration.ofMillis(limit / 2 + random.nextLong(limit / 2 + 1));
    }
}
