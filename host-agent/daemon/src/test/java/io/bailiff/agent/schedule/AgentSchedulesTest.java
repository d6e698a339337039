// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.bailiff.testing.schedule.ScheduleRun;
import io.bailiff.testing.schedule.ScheduleSearch;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whatever happens to a host and its agent, in whatever order, the rules hold. */
class AgentSchedulesTest {

    private static final int USUAL = 150;

    @TempDir
    Path locks;

    private final Logger log = (Logger) LoggerFactory.getLogger("io.bailiff");
    private final Level usual = log.getEffectiveLevel();

    @SuppressWarnings("NullAway.Init")
    AgentSchedulesTest() {}

    /** Thousands of agents would tell of everything that goes wrong; the story of a schedule tells what matters of it. */
    @BeforeEach
    void beQuiet() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        log.setLevel(usual);
    }

    @Test
    void noScheduleBreaksARule() {
        new ScheduleSearch<>(Chance::schedule, schedule -> ScheduleRunner.run(schedule, locks)).run(USUAL);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        for (long seed = 0; seed < 4; seed++) {
            ScheduleRun once = ScheduleRunner.run(Chance.schedule(seed), locks);

            assertThat(ScheduleRunner.run(Chance.schedule(seed), locks).story()).isEqualTo(once.story());
        }
    }
}
