// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

/** Ends a command with two lines: the first line names the failure, the second line names the remedy. */
public final class CommandFailure extends RuntimeException {

    private final ExitCode exitCode;
    private final String remedy;

    /**
     * @param what a sentence: {@code 0000:09:00.0 is not on this host.}
     * @param remedy a sentence: {@code `bailiff-agent inspect` lists the functions.}
     */
    public CommandFailure(ExitCode exitCode, String what, String remedy) {
        super(what);
        this.exitCode = exitCode;
        this.remedy = remedy;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String remedy() {
        return remedy;
    }
}
