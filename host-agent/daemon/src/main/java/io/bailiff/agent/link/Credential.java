// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.net.URI;
import java.util.Objects;

/**
 * The credential of the host: the proof of the agent's identity to the manager.
 *
 * @param manager the manager that has issued the credential; the agent sends the credential to no other manager
 * @param hostId the id of the host at the manager
 * @param secret the secret
 */
record Credential(URI manager, String hostId, String secret) {

    Credential {
        Objects.requireNonNull(manager, "the credential has no manager");
        Objects.requireNonNull(hostId, "the credential has no hostId");
        Objects.requireNonNull(secret, "the credential has no secret");
    }

    @Override
    public String toString() {
        return "credential of host " + hostId + " at " + manager;
    }
}
