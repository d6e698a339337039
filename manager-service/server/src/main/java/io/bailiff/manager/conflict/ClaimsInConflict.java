// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ClaimsInConflict extends Repository<ConflictRow, UUID> {

    String IN_OPEN_CONFLICT = "(select 1 from ClaimedGroupRow g, ConflictRow k"
            + " where g.key.claimId = c.id and k.id = g.conflictId and k.liveGroup is not null)";

    /** The claims that wait for a group. A held claim without a function waits for an operator. */
    String WAITING = "(c.status = STANDING or c.status = HELD and c.address is not null)";

    /** Reads the ids of all claims waiting on a host outside any open conflict. */
    @Query("select c.id from ClaimRow c where " + WAITING + " and not exists " + IN_OPEN_CONFLICT)
    List<UUID> withoutConflict();

    /** A claim outside any open conflict: its id in the database, and the agent's id. */
    record WithoutConflict(UUID id, UUID hostClaim) {}

    /** Reads the claims of a host waiting outside any open conflict, in the order of their recording. */
    @Query(
            "select new io.bailiff.manager.conflict.ClaimsInConflict$WithoutConflict(c.id, c.hostClaimId) from ClaimRow c"
                    + " where c.hostId = :host and " + WAITING + " and not exists " + IN_OPEN_CONFLICT
                    + " order by c.recordedAt, c.madeAt, c.id")
    List<WithoutConflict> withoutConflictOn(UUID host);

    @Query("select count(k) from ClaimedGroupRow g, ConflictRow k"
            + " where g.key.claimId = :claim and k.id = g.conflictId and k.liveGroup is not null")
    int openConflicts(UUID claim);
}
