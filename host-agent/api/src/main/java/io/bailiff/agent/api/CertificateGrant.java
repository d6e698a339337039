// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.util.List;

/**
 * The manager's answer to a join and to a renewal.
 *
 * @param hostId the host's id, used in every later call
 * @param certificate the host's certificate, as PEM
 * @param authorities the certificates that the agent trusts from now on, each as PEM: one, or two around a change of the root
 */
public record CertificateGrant(String hostId, String certificate, List<String> authorities) {

    public CertificateGrant {
        authorities = List.copyOf(authorities);
    }
}
