// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.step.Next;

/** The actions on a guest while a conflict is on a rung. */
interface RungStep {

    /** Returns the state of conflicts on the rung. */
    ConflictState state();

    /**
     * Executes the action that is due, or moves the conflict to the next rung.
     *
     * @param context the data of the step
     * @param holding the functions of the group that the guest has now
     * @return the time of the next step
     * @throws GuestException if libvirt does not execute the action
     */
    Next take(ConflictContext context, Holding holding) throws GuestException;
}
