// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The time of the next call of a {@link Stepper} for the same thing. */
public sealed interface Next {

    /** At once: a step has just changed something. */
    Next NOW = new Now();

    /** Never: the thing is over. */
    Next DONE = new Done();

    /** At once. */
    record Now() implements Next {}

    /**
     * After a pause, or earlier if the step is woken.
     *
     * @param pause the length of the pause, at least 20 ms
     */
    record After(Duration pause) implements Next {

        private static final Duration SHORTEST = Duration.ofMillis(20);

        public After {
            pause = pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
        }
    }

    /** Never. */
    record Done() implements Next {}

    /** Returns a next call after this pause. */
    static Next after(Duration pause) {
        return new After(pause);
    }

    /**
     * Returns a next call after this pause, or at the earliest of some instants if an instant is earlier.
     *
     * @param now the present instant
     * @param orAt the instants; null entries are ignored
     */
    static Next after(Duration pause, Instant now, @Nullable Instant... orAt) {
        Duration shortest = pause;
        for (Instant instant : orAt) {
            if (instant != null && instant.isBefore(now.plus(shortest))) {
                shortest = Duration.between(now, instant);
            }
        }
        return new After(shortest);
    }
}
