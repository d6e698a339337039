// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** The rungs of the ladder with a deadline, in the order of escalation. */
public enum Rung {
    /** The guest is asked to release all functions of the group. */
    RELEASE,
    /** The guest is asked to shut down. */
    SHUTDOWN,
    /**
     * The guest's process is ended. A process that outlives SIGKILL is fenced; a fence ends only when an operator has repaired the host.
     */
    DESTROY
}
