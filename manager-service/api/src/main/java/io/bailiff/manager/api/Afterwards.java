// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** The consequence of an eviction for the assignment: the host has taken the group back. */
public enum Afterwards {
    /** The assignment is over. */
    EVICTED,
    /** The assignment is restored: the guest gets the functions again when the host no longer uses the claimed functions. */
    RESTORE
}
