package io.bailiff.manager.conflict;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long to wait until the next look. */
final class Pauses {

    private static final Duration SHORTEST = Duration.ofMillis(20);

    private Pauses() {}

    /** Until the earliest of the three. */
    static Duration until(Instant now, Duration atMost, Instant next, @Nullable Instant deadline) {
        Instant earliest = deadline != null && deadline.isBefore(next) ? deadline : next;
        Duration pause = Duration.between(now, earliest);
        if (pause.compareTo(atMost) > 0) {
            return atMost;
        }
        return pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
    }
}
