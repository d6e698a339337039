// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.cli.GroupCommand.MoveReport;
import io.bailiff.agent.group.MoveOutcome;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent recover}: finishes or undoes the interrupted operation of every group after a crash. */
@Command(
        name = "recover",
        description =
                "Finish or undo every operation that a crash has interrupted. The daemon does the same at its start.")
final class RecoverCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Override
    public Integer call() throws IOException {
        main.host().requireRoot();
        try (Progress progress = new Progress(main.err())) {
            Map<GroupFingerprint, MoveOutcome> outcomes =
                    new GroupCommand(main).groups().recovery().run(progress);
            print(outcomes);
            return outcomes.values().stream()
                    .map(RecoverCommand::exitCode)
                    .max(Integer::compare)
                    .orElse(ExitCode.OK.number());
        }
    }

    private void print(Map<GroupFingerprint, MoveOutcome> outcomes) {
        if (main.host().json()) {
            main.out()
                    .println(Json.of(outcomes.entrySet().stream()
                            .map(entry -> MoveReport.of(entry.getKey().toString(), entry.getValue()))
                            .toList()));
        } else if (outcomes.isEmpty()) {
            main.out().println("No group has a journal: there is nothing to recover.");
        } else {
            outcomes.forEach((group, outcome) -> main.out().println("Group " + group + ": " + outcome.message()));
        }
        main.out().flush();
    }

    /** Returns the exit code of one outcome. An undone detach is a success of the recovery. */
    private static int exitCode(MoveOutcome outcome) {
        return outcome instanceof MoveOutcome.Undone
                ? ExitCode.OK.number()
                : GroupCommand.exitCode(outcome).number();
    }
}
