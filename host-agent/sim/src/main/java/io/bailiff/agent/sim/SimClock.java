package io.bailiff.agent.sim;

import java.time.Duration;

/** The time in which simulated guests live. */
public interface SimClock {

    /** Nanoseconds since some fixed moment. */
    long nanos();

    /** Has the action run after this time, and not within this call: the caller may hold locks that it takes. */
    void later(Duration delay, Runnable action);
}
