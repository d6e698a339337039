package io.bailiff.agent.link;

import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When this agent has started. The manager takes the reports of the agent that started last, so each start is later than the one
 * before, also if the host's clock was set back in between.
 */
final class AgentStart {

    private AgentStart() {}

    record Stored(Instant start) {}

    /** @throws IOException if the last one cannot be read, or this one not be kept */
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
