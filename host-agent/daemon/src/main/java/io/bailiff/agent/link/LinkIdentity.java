// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * The identity of the host at its manager, as stored in {@code identity.json}. The file has the private key; only root can read the file.
 *
 * @param manager the address of the manager's listener for agents; the agent shows the certificate to no other manager
 * @param hostId the id of the host at the manager
 * @param hostName the name of the host in the fleet
 * @param key the private key, PKCS #8 in base64
 * @param certificate the host's certificate, as PEM
 * @param authorities the certificates that sign the manager's certificate, each as PEM
 */
public record LinkIdentity(
        URI manager, String hostId, String hostName, String key, String certificate, List<String> authorities) {

    public LinkIdentity {
        Objects.requireNonNull(manager, "the identity has no manager");
        Objects.requireNonNull(hostId, "the identity has no hostId");
        Objects.requireNonNull(hostName, "the identity has no hostName");
        Objects.requireNonNull(key, "the identity has no key");
        Objects.requireNonNull(certificate, "the identity has no certificate");
        authorities = List.copyOf(authorities);
    }

    /** Returns a text without the key: the key must not appear in logs. */
    @Override
    public String toString() {
        return "identity of host " + hostName + " at " + manager;
    }
}
