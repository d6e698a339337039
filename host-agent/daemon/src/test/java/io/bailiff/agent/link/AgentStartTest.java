// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class AgentStartTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path state;

    private Instant startAt(Instant hostTime) throws IOException {
        StateStore<AgentStart.Stored> store =
                new StateStore<>(state.resolve("agent-start.json"), AgentStart.Stored.class, new DiskFiles());
        return AgentStart.after(store, Clock.fixed(hostTime, ZoneOffset.UTC)).get();
    }

    @Test
    void anAgentHasStartedWhenTheHostsClockSaysSo() throws IOException {
        assertThat(startAt(NOON)).isEqualTo(NOON);
        assertThat(startAt(NOON.plusSeconds(60))).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    void eachStartIsLaterThanTheOneBeforeAlsoIfTheClockWasSetBack() throws IOException {
        Instant first = startAt(NOON);
        Instant second = startAt(NOON.minusSeconds(3600));
        Instant third = startAt(NOON.minusSeconds(3500));
        assertThat(second).isAfter(first);
        assertThat(third).isAfter(second);
        assertThat(startAt(NOON.plusSeconds(1))).isEqualTo(NOON.plusSeconds(1));
    }
}
