// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.UnknownAnswer;
import io.bailiff.agent.group.HostUnknowns;
import io.bailiff.agent.group.HostUnknowns.Unused;
import java.util.ArrayList;
import java.util.List;

/** Checks the unknowns of the host, and the answers of the operators. */
final class UnknownChecks {

    private final HostUnknowns unknowns;

    UnknownChecks(HostUnknowns unknowns) {
        this.unknowns = unknowns;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        unknowns.all().forEach(unknown -> checks.add(check(unknown)));
        unknowns.unused().forEach(unused -> checks.add(check(unused)));
        unknowns.problems()
                .forEach(problem -> checks.add(Check.warn(
                        Check.Subject.HOST_CRITICAL,
                        problem,
                        "Until then every unknown refuses its functions. Then give lost answers again.")));
        return checks;
    }

    private Check check(HostUnknown unknown) {
        List<UnknownAnswer> answers = unknowns.answersTo(unknown);
        if (answers.isEmpty()) {
            return Check.warn(
                    Check.Subject.HOST_CRITICAL,
                    unknown.text() + ". Bailiff does not lend " + UnknownAdvice.functions(unknown.functions()) + ".",
                    UnknownAdvice.advice(unknown));
        }
        return Check.ok(
                Check.Subject.HOST_CRITICAL,
                unknown.text() + ". This is about "
                        + String.join(
                                "; ", answers.stream().map(UnknownAdvice::told).toList())
                        + ".");
    }

    private static Check check(Unused unused) {
        UnknownAnswer answer = unused.answer();
        String answered = "The answer " + answer.id() + " of " + answer.by() + " has no effect: ";
        String forget = "bailiff-agent forget-answer " + answer.id();
        return switch (unused.why()) {
            case NO_SUCH_UNKNOWN ->
                Check.warn(
                        Check.Subject.HOST_CRITICAL,
                        answered + "the host has no such unknown now (" + answer.text() + ").",
                        "If the unknown does not return, run: " + forget);
            case HARDWARE_CHANGED ->
                Check.warn(
                        Check.Subject.HOST_CRITICAL,
                        answered + "the functions of the host have changed since " + answer.at() + ".",
                        "Check the addresses, then answer again. To remove the answer, run: " + forget);
        };
    }
}
