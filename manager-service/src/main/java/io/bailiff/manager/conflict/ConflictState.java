package io.bailiff.manager.conflict;

import java.util.Map;
import java.util.Set;

/** Which rung a conflict is on. */
public enum ConflictState {
    /** The guest is asked to let go of all that it has of the group. */
    REQUESTING,
    /** It did not in time: it is asked to shut down. */
    SHUTTING_DOWN,
    /** Over: the host has the group. */
    RESOLVED,
    /** Over: nobody on the host wants the group any more, and the guest keeps it. */
    WITHDRAWN,
    /** Over: the host's guard has refused every claim, and the guest keeps the group. */
    DENIED;

    /**
     * What may follow what. From SHUTTING_DOWN back to REQUESTING when the guest has been started again meanwhile: a run that was
     * never asked is not shut down.
     */
    private static final Map<ConflictState, Set<ConflictState>> NEXT = Map.of(
            REQUESTING, Set.of(SHUTTING_DOWN, RESOLVED, WITHDRAWN, DENIED),
            SHUTTING_DOWN, Set.of(REQUESTING, RESOLVED, WITHDRAWN, DENIED),
            RESOLVED, Set.of(),
            WITHDRAWN, Set.of(),
            DENIED, Set.of());

    /** The states that may follow this one. */
    public Set<ConflictState> next() {
        return NEXT.getOrDefault(this, Set.of());
    }

    /** Whether it is over. */
    public boolean ended() {
        return next().isEmpty();
    }
}
