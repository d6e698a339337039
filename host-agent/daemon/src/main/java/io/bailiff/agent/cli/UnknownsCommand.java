// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.UnknownAnswer;
import io.bailiff.agent.group.HostUnknowns;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent unknowns}: lists the unknowns of the host with the functions and the answers. Changes nothing. */
@Command(
        name = "unknowns",
        description = "List the unknowns of this host, with the functions and the answers. Changes nothing.")
final class UnknownsCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Override
    public Integer call() {
        HostUnknowns unknowns = read(main);
        main.out().println(main.host().json() ? Json.of(unknowns) : page(unknowns));
        main.out().flush();
        return ExitCode.OK.number();
    }

    /** Reads the unknowns of the host of the command. */
    static HostUnknowns read(Main main) {
        HostFiles files = main.host().files();
        return main.host().needs(files).unknowns(new PciBus(files).inventory().functions());
    }

    private static String page(HostUnknowns unknowns) {
        List<String> parts = new ArrayList<>();
        if (unknowns.all().isEmpty()) {
            parts.add("This host has no unknowns.");
        }
        unknowns.all().forEach(unknown -> parts.add(part(unknown, unknowns.answersTo(unknown))));
        unknowns.unused()
                .forEach(unused ->
                        parts.add("Answer without effect " + unused.answer().id() + ": "
                                + UnknownAdvice.told(unused.answer()) + ". `bailiff-agent doctor` shows the reason."));
        parts.addAll(unknowns.problems());
        return String.join("\n\n", parts);
    }

    private static String part(HostUnknown unknown, List<UnknownAnswer> answers) {
        List<String> lines = new ArrayList<>();
        lines.add(unknown.id() + "  " + unknown.text());
        lines.add("  may be about  " + UnknownAdvice.functions(unknown.functions()));
        answers.forEach(answer -> lines.add("  is about      " + UnknownAdvice.told(answer)));
        if (answers.isEmpty()) {
            lines.add("  to answer     " + UnknownAdvice.command(unknown));
        }
        return String.join("\n", lines);
    }
}
