package io.bailiff.manager.schedule;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A schedule that breaks a rule, for people. */
final class Explained {

    private Explained() {}

    /** @param small the smallest part of the whole that still breaks the rule */
    static String of(long seed, Schedule whole, Schedule small) {
        Run run = Run.of(small);
        StringBuilder text = new StringBuilder();
        run.broken().ifPresent(broken -> text.append(broken.getMessage()).append(where(broken)));
        text.append(String.format("%n%nThe smallest part of the schedule that does this:%n"))
                .append(small)
                .append(String.format("%nWhat happened:%n"))
                .append(String.join(System.lineSeparator(), run.story()))
                .append(String.format(
                        "%n%nSeed %d, %d of its %d actions. To run it again: -Dbailiff.seed=%d%n",
                        seed, small.actions().size(), whole.actions().size(), seed));
        return text.toString();
    }

    /** Where in the manager, if it has thrown something. */
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
