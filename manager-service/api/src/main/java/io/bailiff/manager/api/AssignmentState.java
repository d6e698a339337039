// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** The progress of an assignment. {@code GET /api/v1/lifecycle} lists the transitions between the states. */
public enum AssignmentState {
    /** Recorded; nothing has been done. */
    REQUESTED,
    /** The agent has the order to detach the group from the host drivers. */
    DETACHING,
    /** The group is detached from the host drivers; the guest is being given the functions. */
    ATTACHING,
    /** The guest has the functions. */
    ACTIVE,
    /** The guest is asked to release the functions. Then the manager waits until no process has the group open. */
    RELEASING,
    /**
     * The host wants the group back: a conflict takes the group from the guest. Then the manager waits until no process has the group open.
     */
    EVICTING,
    /** The agent has the order to reattach the group to the host drivers. */
    REATTACHING,
    /** Ended: the group is back with the host, because an operator released the group or because libvirt no longer has the guest. */
    RELEASED,
    /** Ended: the assignment could not be made, and all steps taken are undone. */
    FAILED,
    /** Ended: the host took the group back. */
    EVICTED,
    /** Ended: an operator removed the host from the fleet by force. The guest may still have the functions. */
    LOST;

    /** Returns true if the assignment is over: the manager orders nothing for the group any more. */
    public boolean ended() {
        return this == RELEASED || this == FAILED || this == EVICTED || this == LOST;
    }
}
