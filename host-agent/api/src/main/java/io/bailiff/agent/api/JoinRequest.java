// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

/**
 * The first request of an agent to the manager, and the only request without a certificate.
 *
 * @param host the name of the host in the fleet
 * @param token the secret part of the join token
 * @param certificateRequest a PKCS #10 request as PEM, for the agent's key; its signature proves that the agent has the key
 */
public record JoinRequest(String host, String token, String certificateRequest) {

    /** Returns a text without the token: the token must not appear in logs. */
    @Override
    public String toString() {
        return "JoinRequest[host=" + host + "]";
    }
}
