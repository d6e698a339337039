package io.bailiff.manager.conflict;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Which rung a conflict is on, or how it ended. What may follow what is in {@link Transition}. */
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

    /** The states that may follow this one; itself is not among them. */
    public Set<ConflictState> next() {
        EnumSet<ConflictState> next = EnumSet.noneOf(ConflictState.class);
        Arrays.stream(Transition.values())
                .filter(transition -> transition.leaves(this))
                .forEach(transition -> next.add(transition.from(this)));
        next.remove(this);
        return next;
    }

    /** Whether it is over. */
    public boolean ended() {
        return this == RESOLVED || this == WITHDRAWN || this == DENIED;
    }
}
