// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A join token.
 *
 * @param id the id of the token; the token itself is a secret
 * @param token the token; null except in the answer to the request that made the token
 * @param state OPEN, USED_UP, REVOKED or EXPIRED
 * @param host the name of the only host that may join with the token, or null
 * @param rejoin true if the host may join although the manager knows the host
 * @param uses the number of hosts that may join with the token
 * @param used the number of hosts that have joined with the token
 * @param createdAt the time of the request
 * @param createdBy the operator, as in the record
 * @param expiresAt the end of the token's life
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JoinTokenView(
        UUID id,
        @Nullable String token,
        String state,
        @Nullable String host,
        boolean rejoin,
        int uses,
        int used,
        Instant createdAt,
        String createdBy,
        Instant expiresAt) {}
