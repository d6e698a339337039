package io.bailiff.libvirt;

/** What a guest does. */
public enum GuestState {
    RUNNING,
    PAUSED,
    /** Was asked to shut down and is still running. */
    SHUTTING_DOWN,
    SHUT_OFF,
    CRASHED,
    /** A state that this adapter does not know. */
    UNKNOWN
}
