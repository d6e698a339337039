package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/** Which rung a conflict is on, or how it ended. {@code GET /api/v1/ladder} has what may follow what. */
public enum ConflictState {
    /** The guest is asked to let go of all that it has of the group. */
    REQUESTING(Rung.RELEASE),
    /** It did not in time: it is asked to shut down. */
    SHUTTING_DOWN(Rung.SHUTDOWN),
    /** It did not in time: its process is ended. */
    DESTROYING(Rung.DESTROY),
    /** Its process cannot be ended: it is stopped and kept away from everything. */
    FENCING(null),
    /** It is. The group is nobody's until somebody has repaired the host. */
    FENCED(null),
    /** Over: the host has the group. */
    RESOLVED(null),
    /** Over: nobody on the host wants the group any more, and the guest keeps it. */
    WITHDRAWN(null),
    /** Over: the claims were refused, by the host's guard or because a policy forbids to go further. The guest keeps the group. */
    DENIED(null);

    private final @Nullable Rung rung;

    ConflictState(@Nullable Rung rung) {
        this.rung = rung;
    }

    /** Returns the rung that it is on, or null if it is on none that has a deadline. */
    public @Nullable Rung rung() {
        return rung;
    }

    /** Whether it is over. */
    public boolean ended() {
        return this == RESOLVED || this == WITHDRAWN || this == DENIED;
    }
}
