// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** One run of {@code bailiff-agent}, in this process. */
public record CommandRun(int exitCode, String out, String err) {

    public static CommandRun of(String... arguments) {
        return of(Main.commandLine(), arguments);
    }

    public static CommandRun of(CommandLine command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = command.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
