package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.step.Next;

/** What is done about a guest while a conflict is on one rung. */
interface RungStep {

    /** Returns the state of the conflicts that are on the rung. */
    ConflictState state();

    /**
     * Does what is due, or leads to the next rung.
     *
     * @param holding what the guest has of the group now
     * @return when to look again
     * @throws GuestException if libvirt does not do what is due
     */
    Next take(ConflictContext context, Holding holding) throws GuestException;
}
