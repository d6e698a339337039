package io.bailiff.agent.schedule;

import static org.assertj.core.api.Assertions.fail;

import io.bailiff.agent.sim.KernelFlavour;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to a host and its agent, in whatever order, the rules hold. {@code -Dbailiff.schedules} says how many
 * schedules are run, and {@code -Dbailiff.seed} which is the first.
 */
class AgentSchedulesTest {

    private static final int USUAL = 300;

    @TempDir
    Path locks;

    @SuppressWarnings("NullAway.Init")
    AgentSchedulesTest() {}

    @Test
    void noScheduleBreaksARule() {
        Long chosen = Long.getLong("bailiff.seed");
        long first = chosen == null ? new Random().nextInt(1_000_000_000) : chosen;
        int count = Integer.getInteger("bailiff.schedules", chosen == null ? USUAL : 1);
        System.out.printf("%d schedules, seeds %d to %d%n", count, first, first + count - 1);
        long begun = System.nanoTime();

        for (long seed = first; seed < first + count; seed++) {
            KernelFlavour flavour = HostChance.flavour(seed);
            HostRun run = HostRun.of(flavour, locks, HostChance.schedule(seed));
            if (run.broken().isPresent()) {
                fail(explained(seed, flavour, run.rule()));
            }
        }

        System.out.printf(
                "No rule was broken in %d schedules (%d ms)%n", count, (System.nanoTime() - begun) / 1_000_000);
    }

    private String explained(long seed, KernelFlavour flavour, Optional<String> rule) {
        List<HostAction> small = Shrinker.smallest(
                HostChance.schedule(seed),
                actions -> HostRun.of(flavour, locks, actions).rule().equals(rule));
        HostRun run = HostRun.of(flavour, locks, small);
        return run.broken().map(Throwable::getMessage).orElse("")
                + small.stream().map(action -> "\n  " + action).collect(Collectors.joining())
                + "\nWhat happened on a kernel that " + flavour + ":\n"
                + String.join("\n", run.story())
                + "\nSeed " + seed + ". To run it again: -Dbailiff.seed=" + seed;
    }
}
