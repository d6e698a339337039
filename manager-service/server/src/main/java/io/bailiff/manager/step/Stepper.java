// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import java.util.Collection;
import java.util.UUID;

/** Advances the things of a kind. Two steps of the same thing never run at the same time. */
public interface Stepper {

    /** Returns the kind, also the name of the task in the database. */
    String kind();

    /**
     * Reads the state of a thing and takes the next action. May be called at any time, even without anything to do, and again after a crash
     * in the middle. The stepper checks the state before every action.
     *
     * @return the latest time of the next call
     */
    Next step(UUID id);

    /** Returns the ids of all unfinished things. Called once, at the start of the manager. */
    Collection<UUID> unfinished();
}
