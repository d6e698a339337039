// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Determines the start time of the agent. The manager accepts only reports of the agent with the latest start. Each start is
 * therefore later than the start before, even if the host's clock was set back meanwhile.
 */
final class AgentStart {

    private AgentStart() {}

    record Stored(Instant start) {}

    /** @throws IOException if the last start cannot be read, or the new start cannot be stored */
    static Instant after(StateStore<Stored> store, Clock clock) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant start = store.read()
                .map(Stored::start)
                .filter(last -> !last.isBefore(now))
                .map(last -> last.plus(1, ChronoUnit.MICROS))
                .orElse(now);
        store.write(new Stored(start));
        return start;
    }
}
