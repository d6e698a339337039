// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import java.util.UUID;

/**
 * A certificate of a host has been revoked; published in the transaction.
 *
 * @param host the host
 */
public record CertificateRevoked(UUID host) {}
