package io.bailiff.manager.schedule;

/** What a guest answers to. */
enum Behaviour {
    /** Lets go and shuts down at once. */
    PROMPT,
    /** Does as it is asked, but only when it gets round to it. */
    SLOW,
    /** Does not let go, but shuts down. */
    DEAF,
    /** Has no operating system: its process ends at SIGTERM. */
    FIRMWARE,
    /** Its process ends at SIGKILL only. */
    STOPPED,
    /** Not even SIGKILL ends it. */
    STUCK;

    boolean letsGo() {
        return this == PROMPT || this == SLOW;
    }

    boolean shutsDown() {
        return letsGo() || this == DEAF;
    }
}
