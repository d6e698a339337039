// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.backup;

/** A command cannot be carried out. The message has the reason and the remedy. */
final class CommandFailure extends Exception {

    private final int exitCode;

    private CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The command line is invalid, or names something absent. */
    static CommandFailure usage(String message) {
        return new CommandFailure(2, message);
    }

    /** The command is refused, and nothing has changed. */
    static CommandFailure refused(String message) {
        return new CommandFailure(3, message);
    }

    /** The command has failed. */
    static CommandFailure failed(String message) {
        return new CommandFailure(4, message);
    }

    int exitCode() {
        return exitCode;
    }
}
