// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import io.bailiff.manager.time.ElapsedTime;
import io.bailiff.manager.time.WallTime;
import java.time.Duration;
import java.time.Instant;

/** Time that passes when a schedule says so, and a clock on the wall that is set when it says so. */
final class VirtualTime implements WallTime, ElapsedTime {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private Duration elapsed = Duration.ZERO;
    private Instant wall = START;

    void beginAnew() {
        elapsed = Duration.ZERO;
        wall = START;
    }

    void pass(Duration time) {
        elapsed = elapsed.plus(time);
        wall = wall.plus(time);
    }

    /** Somebody sets the clock. */
    void set(Duration forward) {
        wall = wall.plus(forward);
    }

    Duration elapsed() {
        return elapsed;
    }

    @Override
    public Instant now() {
        return wall;
    }

    @Override
    public long nanos() {
        return elapsed.toNanos();
    }
}
