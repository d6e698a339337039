// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/** The rung or the end of a conflict; {@link ConflictOutcome} says what the conflict has cost. {@code GET /api/v1/ladder} lists the transitions between the states. */
public enum ConflictState {
    /** The guest is asked to release all functions of the group. */
    REQUESTING(Rung.RELEASE),
    /** The guest did not release the functions in time, or an operator skipped the rung: the guest is asked to shut down. */
    SHUTTING_DOWN(Rung.SHUTDOWN),
    /** The guest did not shut down in time, or an operator skipped the rung: the guest's process is ended. */
    DESTROYING(Rung.DESTROY),
    /**
     * The guest's process outlives SIGKILL, or an operator skipped the rung. The guest is suspended, and the agent clears bus mastering on
     * every endpoint of the group.
     */
    FENCING(null),
    /** Bus mastering is off on every endpoint. The group is fenced and unusable until an operator repairs the host. */
    FENCED(null),
    /** No process has the group open any more: the agent reattaches the group to its host drivers. No rung is left. */
    RETURNING(null),
    /** Over: the host has the group. */
    RESOLVED(null),
    /** Over: no claim on the group stands any more, or an operator withdrew the conflict. The guest keeps the group. */
    WITHDRAWN(null),
    /** Over: the claims were refused, by the host's guard or because a policy forbids the next rung. The guest keeps the group. */
    DENIED(null);

    private final @Nullable Rung rung;

    ConflictState(@Nullable Rung rung) {
        this.rung = rung;
    }

    /** Returns the rung of the conflict, or null if the state has no rung with a deadline. */
    public @Nullable Rung rung() {
        return rung;
    }

    /** Returns true if the conflict is over. */
    public boolean ended() {
        return this == RESOLVED || this == WITHDRAWN || this == DENIED;
    }
}
