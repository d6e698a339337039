// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.host.RecordCurrent;
import io.bailiff.manager.step.Next;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Instant now = START;
    private final Deadlines deadlines = new Deadlines(((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    @Test
    void aDeadlineOfThisRunIsOverAfterItsDuration() {
        now = START.plusSeconds(100);
        Instant deadline = deadlines.after(MINUTE);
        now = START.plusSeconds(159);
        assertThat(deadlines.isOver(deadline, MINUTE)).isFalse();
        now = START.plusSeconds(160);
        assertThat(deadlines.isOver(deadline, MINUTE)).isTrue();
    }

    @Test
    void aDeadlineThatPassedWhileTheManagerWasDownCountsAgainFromTheStart() {
        Instant hourAgo = START.minusSeconds(3600);
        now = START.plusSeconds(59);
        assertThat(deadlines.isOver(hourAgo, MINUTE)).isFalse();
        assertThat(deadlines.look(Duration.ofSeconds(5), hourAgo, MINUTE)).isEqualTo(Next.after(Duration.ofSeconds(1)));
        now = START.plusSeconds(60);
        assertThat(deadlines.isOver(hourAgo, MINUTE)).isTrue();
    }

    @Test
    void aDeadlineThatPassedWhileTheRecordOfAHostWasOutdatedCountsAgain() {
        Instant hourAgo = START.minusSeconds(3600);
        now = START.plusSeconds(1000);
        deadlines.goOn(new RecordCurrent(new UUID(0, 1)));
        now = START.plusSeconds(1059);
        assertThat(deadlines.isOver(hourAgo, MINUTE)).isFalse();
        now = START.plusSeconds(1060);
        assertThat(deadlines.isOver(hourAgo, MINUTE)).isTrue();
    }

    @Test
    void aMissingDeadlineIsNeverOver() {
        now = START.plusSeconds(1_000_000);
        assertThat(deadlines.isOver(null, MINUTE)).isFalse();
        assertThat(deadlines.look(Duration.ofSeconds(5), null, MINUTE)).isEqualTo(Next.after(Duration.ofSeconds(5)));
    }
}
