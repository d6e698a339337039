// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The start time of the agent, the order of the agent's processes. The manager accepts only reports of the agent with the latest start. Each
 * start is therefore later than the start before, even if the host's clock was set back meanwhile.
 */
final class AgentStart {

    private final StateStore<Stored> store;
    private volatile Instant start;

    private AgentStart(StateStore<Stored> store, Instant start) {
        this.store = store;
        this.start = start;
    }

    record Stored(Instant start) {}

    /**
     * Returns the present time, or the time after the last start if that is later.
     *
     * @throws IOException if the last start cannot be read, or the new start cannot be stored
     */
    static AgentStart after(StateStore<Stored> store, Clock clock) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant start = store.read()
                .map(Stored::start)
                .filter(last -> !last.isBefore(now))
                .map(AgentStart::next)
                .orElse(now);
        store.write(new Stored(start));
        return new AgentStart(store, start);
    }

    Instant get() {
        return start;
    }

    /**
     * Moves the start after another start. The manager knows the other start from an earlier process whose stored start is lost, or from a
     * process on another machine with the same credential.
     *
     * @throws IOException if the new start cannot be stored; the start stays the same
     */
    void moveAfter(Instant other) throws IOException {
        Instant moved = next(other);
        store.write(new Stored(moved));
        start = moved;
    }

    private static Instant next(Instant start) {
        return start.truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS);
    }
}
