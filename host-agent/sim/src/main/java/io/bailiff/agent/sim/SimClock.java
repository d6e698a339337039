// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.time.Duration;

/** The clock of simulated guests. */
public interface SimClock {

    /** Returns the nanoseconds since some fixed moment. */
    long nanos();

    /** Schedules the action after the delay, and never within the call: the caller may hold locks needed by the action. */
    void later(Duration delay, Runnable action);
}
