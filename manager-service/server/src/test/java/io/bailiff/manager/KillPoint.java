// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

/** Where the manager is killed, as seen from one transition of a conflict. */
enum KillPoint {
    /** Not at all: this is how it ends without a kill. */
    NEVER,
    /** Before the transaction is committed that writes the transition down. */
    BEFORE_IT_IS_RECORDED,
    /** After that, and before anything else is done. */
    RECORDED_NOT_TAKEN,
    /** What follows from it has been done to the guest or by the agent, and the manager does not know yet. */
    TAKEN_NOT_SEEN
}
