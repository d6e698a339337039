// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.GuestCondition;
import io.bailiff.manager.api.PausedGuest;
import io.bailiff.manager.ladder.Readiness.Action;
import io.bailiff.manager.policy.Policy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReadinessTest {

    private static final Policy RESUMES = policy(PausedGuest.RESUME);
    private static final Policy SKIPS = policy(PausedGuest.SKIP);

    private static Policy policy(PausedGuest paused) {
        return new Policy(Map.of(), Map.of(), null, paused, null, null);
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, ASK, ASK",
        "STARTING, ASK, ASK",
        "SHUTTING_DOWN, ASK, ASK",
        "UNKNOWN, ASK, ASK",
        "PAUSED, RESUME, NEXT_RUNG",
        "SUSPENDED, WAKE, NEXT_RUNG",
        "CRASHED, NEXT_RUNG, NEXT_RUNG",
        "SAVED, NEXT_RUNG, NEXT_RUNG",
        "OFF, NEXT_RUNG, NEXT_RUNG",
        "ABSENT, NEXT_RUNG, NEXT_RUNG"
    })
    void theRungsThatNeedAnAnswerLookAtTheStateOfTheGuest(GuestCondition guest, Action resuming, Action skipping) {
        for (ConflictState rung : new ConflictState[] {ConflictState.REQUESTING, ConflictState.SHUTTING_DOWN}) {
            assertThat(Readiness.of(rung, guest, RESUMES, 0).action()).isEqualTo(resuming);
            assertThat(Readiness.of(rung, guest, SKIPS, 0).action()).isEqualTo(skipping);
        }
    }

    @ParameterizedTest
    @EnumSource(GuestCondition.class)
    void aSignalNeedsNoAnswer(GuestCondition guest) {
        assertThat(Readiness.of(ConflictState.DESTROYING, guest, SKIPS, 0).action())
                .isEqualTo(Action.ASK);
    }

    @Test
    void aGuestThatPausesAgainAndAgainIsResumedThreeTimes() {
        assertThat(Readiness.of(ConflictState.REQUESTING, GuestCondition.PAUSED, RESUMES, 2)
                        .action())
                .isEqualTo(Action.RESUME);
        assertThat(Readiness.of(ConflictState.REQUESTING, GuestCondition.PAUSED, RESUMES, 3)
                        .action())
                .isEqualTo(Action.NEXT_RUNG);
    }
}
