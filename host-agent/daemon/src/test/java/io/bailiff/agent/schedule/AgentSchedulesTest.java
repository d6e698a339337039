package io.bailiff.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Whatever happens to a host and its agent, in whatever order, the rules hold. {@code -Dbailiff.schedules} says how many
 * schedules are run, and {@code -Dbailiff.seed} which is the first, so that one that broke a rule can be run again, alone.
 */
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
        Long chosen = Long.getLong("bailiff.seed");
        long first = chosen == null ? new Random().nextInt(1_000_000_000) : chosen;
        int count = Integer.getInteger("bailiff.schedules", chosen == null ? USUAL : 1);
        long begun = System.nanoTime();
        System.out.printf("%d schedules, seeds %d to %d%n", count, first, first + count - 1);

        for (long seed = first; seed < first + count; seed++) {
            Run run = Run.of(Chance.schedule(seed), locks);
            if (run.broken().isPresent()) {
                fail(smallest(seed, run));
            }
        }

        long millis = (System.nanoTime() - begun) / 1_000_000;
        System.out.printf("No rule was broken in %d schedules (%d ms)%n", count, millis);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        for (long seed = 0; seed < 4; seed++) {
            Run once = Run.of(Chance.schedule(seed), locks);

            assertThat(Run.of(Chance.schedule(seed), locks).story()).isEqualTo(once.story());
        }
    }

    private String smallest(long seed, Run run) {
        Schedule whole = Chance.schedule(seed);
        Schedule small = new Schedule(
                whole.kernel(),
                Shrinker.smallest(
                        whole.actions(),
                        actions -> Run.of(new Schedule(whole.kernel(), actions), locks)
                                .rule()
                                .equals(run.rule())));
        return Explained.of(seed, whole, small, locks);
    }
}
