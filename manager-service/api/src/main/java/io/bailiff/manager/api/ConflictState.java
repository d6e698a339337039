package io.bailiff.manager.api;

/** Which rung a conflict is on, or how it ended. {@code GET /api/v1/ladder} has what may follow what. */
public enum ConflictState {
    /** The guest is asked to let go of all that it has of the group. */
    REQUESTING,
    /** It did not in time: it is asked to shut down. */
    SHUTTING_DOWN,
    /** It did not in time: its process is ended. */
    DESTROYING,
    /** Its process cannot be ended: it is stopped and kept away from everything. */
    FENCING,
    /** It is. The group is nobody's until somebody has repaired the host. */
    FENCED,
    /** Over: the host has the group. */
    RESOLVED,
    /** Over: nobody on the host wants the group any more, and the guest keeps it. */
    WITHDRAWN,
    /** Over: the claims were refused, by the host's guard or because a policy forbids to go further. The guest keeps the group. */
    DENIED;

    /** Whether it is over. */
    public boolean ended() {
        return this == RESOLVED || this == WITHDRAWN || this == DENIED;
    }
}
