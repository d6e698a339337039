// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The failure to read an existing journal. The journal may be the only record of a group's former drivers. Therefore
 * the agent never treats the journal as absent and never overwrites the file. The agent does nothing with the group
 * before an operator has examined the file.
 */
public final class JournalException extends IOException {

    /** The reason why a journal cannot be read. */
    public enum Reason {
        /** A newer agent has written the journal. */
        NEWER_SCHEMA,
        /** The journal or the disk is damaged. */
        UNREADABLE
    }

    private final Path file;
    private final Reason reason;

    JournalException(Path file, Reason reason, Throwable cause) {
        super("The journal " + file + " cannot be read: " + firstLine(cause), cause);
        this.file = file;
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Returns the advice for the operator. */
    public String remedy() {
        if (reason == Reason.NEWER_SCHEMA) {
            return "Install the agent version that has written the journal, or a later version.";
        }
        return "Check and correct driver and driver_override of every member by hand, then move " + file
                + " to another directory.";
    }

    private static String firstLine(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.toString() : message.lines().findFirst().orElse("");
    }
}
