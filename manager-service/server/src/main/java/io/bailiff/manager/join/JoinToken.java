// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import io.bailiff.manager.audit.Subject;
import io.bailiff.manager.change.Seen;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A join token as stored, without its secret.
 *
 * @param id the id of the token
 * @param state the state of the token
 * @param epoch the number of changes of the token
 * @param hostName the only host that may join with the token, or null for any host with a new name
 * @param rejoin true if the host may join although the manager knows the host
 * @param uses the number of hosts that may join
 * @param used the number of hosts that have joined
 * @param createdAt when an operator requested the token
 * @param createdBy the operator, as in the record
 * @param expiresAt the end of the token's life
 */
record JoinToken(
        UUID id,
        JoinTokenState state,
        long epoch,
        @Nullable String hostName,
        boolean rejoin,
        int uses,
        int used,
        Instant createdAt,
        String createdBy,
        Instant expiresAt)
        implements Seen<JoinTokenState> {

    /** Returns null: a token never waits for anything. */
    @Override
    public @Nullable String problem() {
        return null;
    }

    /** Returns the fleet: a token may belong to several hosts. */
    @Override
    public Subject subject() {
        return new Subject(null, null, null);
    }

    boolean isExpiredAt(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
