// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.UnknownAnswer;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent answer}: stores the operator's statement about the functions of an unknown. */
@Command(
        name = "answer",
        description = "State which functions an unknown is about. Bailiff never lends these functions, and the unknown"
                + " keeps no other function with the host.")
final class AnswerCommand implements Callable<Integer> {

    private static final int LONGEST_NAME = 100;

    @ParentCommand
    private Main main = new Main();

    @Parameters(paramLabel = "ID", description = "The id of the unknown, as shown by `unknowns`.")
    private String id = "";

    @Option(
            names = "--functions",
            paramLabel = "ADDRESS",
            split = ",",
            description = "Exactly the functions that the unknown is about. Repeatable.")
    private List<PciAddress> functions = List.of();

    @Option(names = "--no-function", description = "The unknown is about no PCI function of this host.")
    private boolean noFunction;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "The operator, recorded as stated (default: the login name).")
    private @Nullable String by;

    @Override
    public Integer call() {
        main.host().requireRoot("answer unknowns");
        requireOneStatement();
        HostFiles files = main.host().files();
        List<FunctionReport> present = new PciBus(files).inventory().functions();
        HostUnknown unknown = unknown(main.host().needs(files).unknowns(present).all());
        functions.forEach(function -> requireEndpoint(function, present));
        UnknownAnswer answer = UnknownAnswer.to(
                unknown, functions, present, operator(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
        store(answer);
        main.out()
                .println(
                        main.host().json()
                                ? Json.of(answer)
                                : "Unknown " + id + " is about " + UnknownAdvice.told(answer) + ".");
        main.out().flush();
        return ExitCode.OK.number();
    }

    private void store(UnknownAnswer answer) {
        try {
            main.host().answers().put(answer);
        } catch (IOException failure) {
            throw notStored(failure);
        }
    }

    /** Returns the failure to read or write the stored answers. */
    static CommandFailure notStored(IOException failure) {
        return new CommandFailure(
                ExitCode.UNEXPECTED,
                "The stored answers cannot be changed: " + failure.getMessage(),
                "Remove the cause, then repeat the command. `bailiff-agent doctor` shows if the answers are readable.");
    }

    private void requireOneStatement() {
        if (functions.isEmpty() == noFunction) {
            return;
        }
        throw new CommandFailure(
                ExitCode.BAD_INPUT,
                noFunction ? "--functions and --no-function contradict each other." : "The answer names no function.",
                "Name the functions with --functions ADDRESS,ADDRESS. If the unknown is about no PCI function, write --no-function.");
    }

    private HostUnknown unknown(List<HostUnknown> unknowns) {
        return unknowns.stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.BAD_INPUT,
                        "This host has no unknown " + id + ".",
                        "`bailiff-agent unknowns` lists the unknowns."));
    }

    private static void requireEndpoint(PciAddress address, List<FunctionReport> present) {
        FunctionReport function = present.stream()
                .filter(known -> known.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.BAD_INPUT,
                        address + " is not on this host, or cannot be read.",
                        "`bailiff-agent inspect` lists the functions."));
        if (function.kind() == FunctionKind.BRIDGE) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    address + " is a bridge, so no disk, network or display is on this function.",
                    "Name the endpoints below the bridge; Bailiff then keeps the bridge, too.");
        }
    }

    private String operator() {
        String name = Optional.ofNullable(by)
                .or(() -> Stream.of("SUDO_USER", "LOGNAME", "USER")
                        .flatMap(variable -> Stream.ofNullable(System.getenv(variable)))
                        .findFirst())
                .map(String::strip)
                .orElse("");
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "The name of the operator is missing, longer than " + LONGEST_NAME
                            + " characters, or has control characters.",
                    "Name the operator with --by NAME.");
        }
        return name;
    }
}
