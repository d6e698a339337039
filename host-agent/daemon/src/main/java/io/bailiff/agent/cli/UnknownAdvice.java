// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.UnknownAnswer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The texts about unknowns and answers, for operators. */
final class UnknownAdvice {

    private UnknownAdvice() {}

    /** Returns the command that answers an unknown and names all functions of the unknown. */
    static String command(HostUnknown unknown) {
        return "bailiff-agent answer " + unknown.id() + " "
                + (unknown.functions().isEmpty()
                        ? "--no-function"
                        : "--functions "
                                + unknown.functions().stream()
                                        .map(PciAddress::toString)
                                        .collect(Collectors.joining(",")));
    }

    /** Returns the advice to answer the unknown. */
    static String advice(HostUnknown unknown) {
        return "To answer, run: " + command(unknown)
                + (unknown.functions().size() > 1
                        ? "\n      Name only the functions that the unknown is about, or write --no-function."
                        : "");
    }

    /** Returns the functions: {@code 0000:01:00.0, 0000:02:00.0}, or {@code no PCI function}. */
    static String functions(Collection<PciAddress> functions) {
        return functions.isEmpty()
                ? "no PCI function"
                : functions.stream().map(PciAddress::toString).collect(Collectors.joining(", "));
    }

    /** Returns the answer with the operator and the time. */
    static String told(UnknownAnswer answer) {
        return functions(answer.functions()) + ", as stated by " + answer.by() + " at " + answer.at();
    }

    /** Returns the number of unknowns without an answer; empty if there is none. */
    static Optional<String> summary(List<HostUnknown> unknowns, List<UnknownAnswer> answers) {
        long open = unknowns.stream()
                .filter(unknown -> answers.stream().noneMatch(answer -> answer.isAbout(unknown)))
                .count();
        return open == 0
                ? Optional.empty()
                : Optional.of("Unknowns without an answer: " + open
                        + ". `bailiff-agent unknowns` lists each unknown with its functions.");
    }
}
