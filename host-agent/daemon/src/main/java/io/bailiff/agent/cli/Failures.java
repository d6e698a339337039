// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns the failure of a command into two lines on standard error and an exit code. An unexpected failure also gets a stack trace. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        CommandFailure told = told(failure);
        tell(command, told);
        if (told.exitCode() == ExitCode.UNEXPECTED) {
            PrintWriter trace = new TerminalWriter(command.getErr());
            failure.printStackTrace(trace);
            trace.flush();
        }
        return told.exitCode().number();
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String what = String.valueOf(failure.getMessage());
        tell(
                command,
                new CommandFailure(
                        ExitCode.BAD_INPUT,
                        what.endsWith(".") ? what : what + ".",
                        "`" + name + " --help` shows the usage."));
        return ExitCode.BAD_INPUT.number();
    }

    private static CommandFailure told(Exception failure) {
        if (failure instanceof CommandFailure told) {
            return told;
        }
        if (failure instanceof HostFileException unreadable) {
            return unreadable.error() == HostError.DENIED
                    ? new CommandFailure(
                            ExitCode.HOST_CANNOT,
                            unreadable.getMessage() + ".",
                            "Run the command as root on the host itself.")
                    : new CommandFailure(
                            ExitCode.UNEXPECTED,
                            unreadable.getMessage() + ".",
                            "`bailiff-agent doctor` lists the problems of this host.");
        }
        return new CommandFailure(
                ExitCode.UNEXPECTED,
                "Unexpected failure: " + failure + ".",
                "Report this defect of bailiff-agent with the lines below.");
    }

    private static void tell(CommandLine command, CommandFailure failure) {
        PrintWriter err = new TerminalWriter(command.getErr());
        err.println(failure.getMessage());
        err.println(failure.remedy());
        err.flush();
    }
}
