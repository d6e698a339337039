package io.bailiff.manager.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.manager.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReportTurnsTest {

    private final ReportTurns turns = new ReportTurns(1, Duration.ofMillis(1));
    private final AtomicInteger taken = new AtomicInteger();

    @Test
    void aReportWhoseTurnDoesNotComeIsRefusedAndTheNextOneIsTaken() {
        turns.take(() -> assertThatThrownBy(() -> turns.take(taken::incrementAndGet))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("were not taken within"));
        assertThat(taken).hasValue(0);
        turns.take(taken::incrementAndGet);
        assertThat(taken).hasValue(1);
    }

    @Test
    void aReportThatFailsGivesItsTurnToTheNextOne() {
        assertThatThrownBy(() -> turns.take(() -> {
                    throw new IllegalStateException("the database is away");
                }))
                .isInstanceOf(IllegalStateException.class);
        turns.take(taken::incrementAndGet);
        assertThat(taken).hasValue(1);
    }
}
