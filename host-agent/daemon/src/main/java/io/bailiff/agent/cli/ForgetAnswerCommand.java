// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent forget-answer}: removes the answer to an unknown that an operator gave on this host. */
@Command(
        name = "forget-answer",
        description =
                "Remove the answer to an unknown. If the unknown still exists, the unknown refuses its functions again.")
final class ForgetAnswerCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Parameters(paramLabel = "ID", description = "The id of the unknown, as shown by `unknowns`.")
    private String id = "";

    /**
     * The JSON form of the result.
     *
     * @param id the id of the unknown
     * @param forgotten true: the answer was removed
     */
    record Forgotten(String id, boolean forgotten) {}

    @Override
    public Integer call() {
        main.host().requireRoot("remove answers");
        if (!remove()) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "No operator has answered unknown " + id + " on this host.",
                    "`bailiff-agent unknowns` lists the answers. An answer of the manager is withdrawn there:"
                            + " DELETE /api/v1/hosts/HOST/unknowns/" + id + "/answer.");
        }
        main.out()
                .println(
                        main.host().json()
                                ? Json.of(new Forgotten(id, true))
                                : "The answer to unknown " + id + " is removed.");
        main.out().flush();
        return ExitCode.OK.number();
    }

    private boolean remove() {
        try {
            return main.host().answers().remove(id);
        } catch (IOException failure) {
            throw AnswerCommand.notStored(failure);
        }
    }
}
