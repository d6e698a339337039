// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.io.IOException;

/** The work of a thread of the agent, until the work ends, fails or is interrupted. */
interface LinkWork {

    void run() throws InterruptedException, IOException;
}
