package io.bailiff.agent.group;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A journal is there but cannot be read. It may be all that is known about the drivers that a group had, so it is never
 * taken for absent, never overwritten, and nothing is done with its group until a person has looked.
 */
public final class JournalException extends IOException {

    /** Why a journal cannot be read. */
    public enum Reason {
        /** A newer agent has written it. */
        NEWER_SCHEMA,
        /** It is damaged, or the disk is. */
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

    /** What a person can do about it. */
    public String remedy() {
        if (reason == Reason.NEWER_SCHEMA) {
            return "Install the agent's version that wrote it, or a later one.";
        }
        return "Look at the drivers and overrides of the group's members, put them right by hand, then move " + file
                + " away.";
    }

    private static String firstLine(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.toString() : message.lines().findFirst().orElse("");
    }
}
