// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.PciAddress;

/**
 * Receives the guard's notices of changes on the host since the last survey. The guard's threads call the methods, so each method
 * must return at once.
 */
public interface GuardListener {

    /** Handles the arrival, the removal or a driver change of a function. */
    void functionChanged(PciAddress function);

    /** Handles a defect of a function: an error that the kernel recovers, or a removal that no process asked for. */
    void functionFailed(PciAddress function, HealthEvent.Kind defect);

    /** Handles the return of a member of a lent group to the bus: the link has been trained again. */
    void functionReturned(PciAddress function);

    /** Handles unknown changes: uevents were lost, or the handling of a uevent failed. */
    void anythingMayHaveChanged();

    /** Handles a new claim or a new status of a claim: the manager needs a report. */
    void claimChanged();
}
