package io.bailiff.agent.schedule;

import java.nio.file.Path;

/** A schedule that breaks a rule, for people. */
final class Explained {

    private Explained() {}

    /** @param small the smallest part of the whole that still breaks the rule */
    static String of(long seed, Schedule whole, Schedule small, Path locks) {
        Run run = Run.of(small, locks);
        StringBuilder text = new StringBuilder();
        run.broken().ifPresent(broken -> text.append(broken.getMessage()));
        text.append(String.format(
                        "%n%nThe smallest part of the schedule that does this, on a kernel that %s:%n", small.kernel()))
                .append(small)
                .append(String.format("%nWhat happened:%n"))
                .append(String.join(System.lineSeparator(), run.story()))
                .append(String.format(
                        "%n%nSeed %d, %d of its %d actions. To run it again: -Dbailiff.seed=%d%n",
                        seed, small.actions().size(), whole.actions().size(), seed));
        return text.toString();
    }
}
