package io.bailiff.manager.api;

/** How far an assignment is. {@code GET /api/v1/lifecycle} has what may follow what. */
public enum AssignmentState {
    /** Recorded; nothing has been done. */
    REQUESTED,
    /** The agent has been told to take the group from the host. */
    DETACHING,
    /** The group is away from the host; the guest is being given its functions. */
    ATTACHING,
    /** The guest has its functions. */
    ACTIVE,
    /** The guest is asked to let go, and the group is waited for until nobody has it open. */
    RELEASING,
    /** The host wants the group back: a conflict takes it from the guest, and it is waited for until nobody has it open. */
    EVICTING,
    /** The agent has been told to give the group back to its host drivers. */
    REATTACHING,
    /** Ended: the group is back with the host, as asked for. */
    RELEASED,
    /** Ended: it could not be done, and what had been done is undone. */
    FAILED,
    /** Ended: the host took the group back. */
    EVICTED;

    /** Returns true if the assignment is over: the group is free again. */
    public boolean ended() {
        return this == RELEASED || this == FAILED || this == EVICTED;
    }
}
