package io.bailiff.agent.link;

import java.net.URI;
import java.util.Objects;

/**
 * What this agent proves to its manager that it is this host's.
 *
 * @param manager the manager that gave it; it is sent to no other
 * @param hostId the host's id there
 * @param secret the secret
 */
record Credential(URI manager, String hostId, String secret) {

    Credential {
        Objects.requireNonNull(manager, "no manager");
        Objects.requireNonNull(hostId, "no hostId");
        Objects.requireNonNull(secret, "no secret");
    }

    @Override
    public String toString() {
        return "credential of host " + hostId + " at " + manager;
    }
}
