package io.bailiff.manager.api;

/** The rungs of the ladder that have a deadline, in their order. */
public enum Rung {
    /** The guest is asked to let go of all that it has of the group. */
    RELEASE,
    /** It is asked to shut down. */
    SHUTDOWN,
    /** Its process is ended. What outlives that is fenced, which has no end but repair. */
    DESTROY
}
