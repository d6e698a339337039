package io.bailiff.manager.schedule;

import static org.assertj.core.api.Assertions.fail;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens, in whatever order, the rules hold. {@code -Dbailiff.schedules} says how many schedules are
 * run, and {@code -Dbailiff.seed} which is the first, so that one that broke a rule can be run again, alone.
 */
@Tag("jdk")
class RandomSchedulesTest {

    private static final int USUAL = 60;

    private final Map<String, Integer> seen = new TreeMap<>();

    @Test
    void noScheduleBreaksARule() {
        Long chosen = Long.getLong("bailiff.seed");
        long first = chosen == null ? new Random().nextInt(1_000_000_000) : chosen;
        int count = Integer.getInteger("bailiff.schedules", chosen == null ? USUAL : 1);
        long begun = System.nanoTime();
        System.out.printf("%d schedules, seeds %d to %d%n", count, first, first + count - 1);

        for (long seed = first; seed < first + count; seed++) {
            Run run = Run.of(Chance.schedule(seed));
            run.seen().forEach(kind -> seen.merge(kind, 1, Integer::sum));
            if (run.broken().isPresent()) {
                fail(smallest(seed, run));
            }
        }

        long millis = (System.nanoTime() - begun) / 1_000_000;
        System.out.printf("No rule was broken in %d schedules (%d ms); seen in so many: %s%n", count, millis, seen);
    }

    private static String smallest(long seed, Run run) {
        Schedule whole = Chance.schedule(seed);
        Optional<String> rule = run.rule();
        Schedule small = new Schedule(Shrinker.smallest(
                whole.actions(), actions -> Run.of(new Schedule(actions)).rule().equals(rule)));
        return Explained.of(seed, whole, small);
    }
}
