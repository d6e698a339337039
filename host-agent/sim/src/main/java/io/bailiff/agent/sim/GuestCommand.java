package io.bailiff.agent.sim;

/**
 * A command that a run of a guest has got, whether or not it did as it was told.
 *
 * @param run the run
 * @param kind what it was told
 */
public record GuestCommand(String run, Kind kind) {

    /** What a guest can be told. */
    public enum Kind {
        RELEASE,
        SHUTDOWN,
        SIGTERM,
        SIGKILL,
        SUSPEND
    }
}
