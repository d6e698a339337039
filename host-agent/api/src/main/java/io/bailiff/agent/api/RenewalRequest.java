// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

/**
 * The request for the next certificate of a host.
 *
 * @param certificateRequest a PKCS #10 request as PEM, for the agent's next key
 */
public record RenewalRequest(String certificateRequest) {}
