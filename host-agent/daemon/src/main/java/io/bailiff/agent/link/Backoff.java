// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes the wait before the next attempt: a random time between a quarter of the limit and the limit. The limit doubles with
 * every failure up to a maximum, so that a fleet does not return all at once.
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
