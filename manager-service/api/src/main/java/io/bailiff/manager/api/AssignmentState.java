package io.bailiff.manager.api;

import java.util.Map;
import java.util.Set;

/** How far an assignment is. */
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

    /**
     * What may follow what. Nothing else ever does. From EVICTING back to where it was when nobody on the host
     * wants the group any more, and from ACTIVE back to ATTACHING when the guest has let go because of a request
     * that was taken back.
     */
    private static final Map<AssignmentState, Set<AssignmentState>> NEXT = Map.of(
            REQUESTED, Set.of(DETACHING, RELEASING, EVICTING),
            DETACHING, Set.of(ATTACHING, RELEASING, EVICTING, REATTACHING, FAILED),
            ATTACHING, Set.of(ACTIVE, RELEASING, EVICTING),
            ACTIVE, Set.of(ATTACHING, RELEASING, EVICTING),
            RELEASING, Set.of(EVICTING, REATTACHING),
            EVICTING, Set.of(REQUESTED, DETACHING, ATTACHING, RELEASING, REATTACHING),
            REATTACHING, Set.of(RELEASED, FAILED, EVICTED),
            RELEASED, Set.of(),
            FAILED, Set.of(),
            EVICTED, Set.of());

    /** The states that may follow this one. */
    public Set<AssignmentState> next() {
        return NEXT.getOrDefault(this, Set.of());
    }

    /** Whether the group is free again. */
    public boolean ended() {
        return next().isEmpty();
    }
}
