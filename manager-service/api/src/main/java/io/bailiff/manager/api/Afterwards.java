package io.bailiff.manager.api;

/** What becomes of an assignment whose group the host has taken back. */
public enum Afterwards {
    /** It is over. */
    EVICTED,
    /** It comes back by itself when the host lets the group go again. */
    RESTORE
}
