package io.bailiff.agent.api;

/** What a member of a group is, by its configuration header. */
public enum FunctionKind {
    /** Header type 0: a device that can be lent. */
    ENDPOINT,
    /** Any other header type: it stays with the host and its driver. */
    BRIDGE
}
