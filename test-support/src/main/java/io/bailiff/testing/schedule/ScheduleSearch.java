// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing.schedule;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Searches for a schedule with a broken rule. {@code -Dbailiff.schedules} is the number of schedules and {@code -Dbailiff.seed}
 * the first seed. With a seed and no number, only the schedule of the seed runs, so a failed schedule can be repeated.
 *
 * @param <A> the type of an action
 * @param <S> the type of the schedules
 */
public final class ScheduleSearch<A, S extends RandomSchedule<A, S>> {

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongFunction<S> schedules;
    private final Function<S, ScheduleRun> runner;

    /**
     * Creates a search.
     *
     * @param schedules creates the schedule of a seed, each time the same schedule
     * @param runner runs a schedule
     */
    public ScheduleSearch(LongFunction<S> schedules, Function<S, ScheduleRun> runner) {
        this.schedules = schedules;
        this.runner = runner;
    }

    /**
     * Runs schedules until a schedule breaks a rule.
     *
     * @param usual the number of schedules without the property; a given seed lowers the number to one
     * @throws AssertionError if a schedule breaks a rule; the message has the smallest part of the schedule with the same
     *     broken rule, and the seed
     */
    public void run(int usual) {
        Long chosen = Long.getLong("bailiff.seed");
        long first = chosen == null ? new Random().nextInt(1_000_000_000) : chosen;
        int count = Integer.getInteger("bailiff.schedules", chosen == null ? usual : 1);
        long begun = System.nanoTime();
        long reported = begun;
        Map<String, Integer> seen = new TreeMap<>();
        System.out.printf("running %d schedules, seeds %d to %d%n", count, first, first + count - 1);

        for (long seed = first; seed < first + count; seed++) {
            ScheduleRun run = runner.apply(schedules.apply(seed));
            run.seen().forEach(kind -> seen.merge(kind, 1, Integer::sum));
            if (run.broken().isPresent()) {
                throw new AssertionError(explained(seed, run));
            }
            if (System.nanoTime() - reported >= PROGRESS_NANOS) {
                reported = System.nanoTime();
                System.out.printf("%d of %d schedules done, no rule broken%n", seed - first + 1, count);
            }
        }

        long millis = (System.nanoTime() - begun) / 1_000_000;
        System.out.printf(
                "no rule was broken in %d schedules (%d ms); counts by kind of event: %s%n", count, millis, seen);
    }

    private String explained(long seed, ScheduleRun run) {
        S whole = schedules.apply(seed);
        S small = whole.with(Shrinker.smallest(
                whole.actions(),
                actions -> runner.apply(whole.with(actions)).rule().equals(run.rule())));
        ScheduleRun again = runner.apply(small);
        StringBuilder text = new StringBuilder();
        again.broken().ifPresent(broken -> text.append(broken.getMessage()).append(where(broken)));
        return text.append(String.format(
                        "%n%nThe smallest part of the schedule that breaks the rule%s:%n", small.setting()))
                .append(small.lines())
                .append(String.format("%nThe course of the run:%n"))
                .append(String.join(System.lineSeparator(), again.story()))
                .append(String.format(
                        "%n%nSeed %d, %d of %d actions. Run the schedule again with -Dbailiff.seed=%d%n",
                        seed, small.actions().size(), whole.actions().size(), seed))
                .toString();
    }

    /** Returns the stack frames of the tested code; empty if no exception was thrown. */
    private static String where(RuleBroken broken) {
        Throwable cause = broken.getCause();
        return cause == null
                ? ""
                : Arrays.stream(cause.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("io.bailiff"))
                        .map(frame -> System.lineSeparator() + "    at " + frame)
                        .collect(Collectors.joining());
    }
}
