// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import org.jspecify.annotations.Nullable;

/**
 * An operator's request for a join token: either for one host, or for a number of hosts with new names.
 *
 * @param host the name of the only host that may join with the token, or null
 * @param count the number of hosts that may join with the token, or null
 * @param rejoin true if the host may join although the manager knows the host; the host's former certificates are then revoked
 * @param expiresInSeconds the life of the token, or null for one day
 * @param by the operator's name, or null
 */
public record JoinTokenRequest(
        @Nullable String host,
        @Nullable Integer count,
        @Nullable Boolean rejoin,
        @Nullable Integer expiresInSeconds,
        @Nullable String by) {}
