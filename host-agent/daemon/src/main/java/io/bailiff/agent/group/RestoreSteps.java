// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.host.HostFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps that restore the configuration of one function. A failed step fails nothing else: the function is back on its
 * driver, and the note of the failure says what an operator has to do by hand.
 */
final class RestoreSteps {

    /** A change of the host. */
    interface Change {
        void make() throws HostFileException;
    }

    private final PciAddress address;
    private final StepListener listener;
    private final List<String> notes = new ArrayList<>();

    RestoreSteps(PciAddress address, StepListener listener) {
        this.address = address;
        this.listener = listener;
    }

    PciAddress address() {
        return address;
    }

    /**
     * Makes the change.
     *
     * @param text the change, for the listener
     * @param lost the state of the host without the change, for the note
     * @param byHand the command that makes the change
     * @return false if the host has refused the change
     */
    boolean take(String text, String lost, String byHand, Change change) {
        PlannedStep step = new PlannedStep(address, PlannedStep.Action.RESTORE_CONFIGURATION, text);
        try {
            change.make();
            listener.done(step);
            return true;
        } catch (HostFileException failure) {
            listener.failed(step, failure.getMessage() == null ? text : failure.getMessage());
            note(lost + " (" + failure.getMessage() + "). Run: " + byHand);
            return false;
        }
    }

    /** Records a part of the configuration that is not restored. */
    void note(String text) {
        notes.add(text);
    }

    /** Returns the parts of the configuration that are not restored, with the command that restores each part. */
    List<String> notes() {
        return List.copyOf(notes);
    }
}
