// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.io.IOException;
import java.net.URI;

/** The agent has neither a credential for its manager nor a join token. */
public final class NotEnrolledException extends IOException {

    NotEnrolledException(URI manager) {
        super("This host is not enrolled at " + manager + ", and the agent has no join token.");
    }
}
