// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostFileException;

/** A process that waits in an interceptor for the decision about an attempt. */
interface Waiting {

    /** Returns the process. */
    long pid() throws HostFileException;

    /** Returns the interceptor's number for the open or the write. */
    long ticket();

    void allow();

    void deny();

    /** Returns true if the process may wait for any time. */
    boolean canBeHeld();

    /** Keeps the process waiting even if the agent is killed. Precedes the record of the claim. */
    void persist();

    /** Denies the process for lack of capacity. */
    void refuse();
}
