// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.restore;

/** The progress of a restoration. */
enum RestorationState {
    /** The guest gets the functions again when the host no longer uses the claimed functions. */
    WAITING,
    /** Over: the guest has the functions again, by a new assignment of the manager or of an operator. */
    RESTORED,
    /** Over: an operator has cancelled the restoration. */
    CANCELLED
}
