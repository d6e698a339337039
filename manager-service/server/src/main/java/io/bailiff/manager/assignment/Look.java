package io.bailiff.manager.assignment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When to look again. */
final class Look {

    /** At once: something has just been changed. */
    static final Optional<Duration> NOW = Optional.of(Duration.ZERO);

    /** Never: it is over. */
    static final Optional<Duration> NEVER = Optional.empty();

    private static final Duration SOONEST = Duration.ofMillis(20);

    private Look() {}

    /** After this time. */
    static Optional<Duration> in(Duration pause) {
        return Optional.of(pause.compareTo(SOONEST) < 0 ? SOONEST : pause);
    }

    /** After this time, or at this instant if that is earlier. */
    static Optional<Duration> in(Duration pause, Instant orAt, Clock clock) {
        Duration until = Duration.between(clock.instant(), orAt);
        return in(until.compareTo(pause) < 0 ? until : pause);
    }
}
