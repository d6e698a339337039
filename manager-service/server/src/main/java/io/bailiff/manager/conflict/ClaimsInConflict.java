// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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

    /** A claim outside any open conflict: its id in the database, the agent's id, and the times of its recording and making. */
    record WithoutConflict(UUID id, UUID hostClaim, Instant recordedAt, Instant madeAt) {}

    String WITHOUT_CONFLICT =
            "select new io.bailiff.manager.conflict.ClaimsInConflict$WithoutConflict(c.id, c.hostClaimId, c.recordedAt, c.madeAt)"
                    + " from ClaimRow c where c.hostId = :host and not exists " + IN_OPEN_CONFLICT;

    /** Reads the held claims of a host with a function, outside any open conflict. */
    @Query(WITHOUT_CONFLICT + " and c.status = HELD and c.address is not null")
    List<WithoutConflict> heldOn(UUID host);

    /** Reads the standing claims of a host outside any open conflict. */
    @Query(WITHOUT_CONFLICT + " and c.status = STANDING")
    List<WithoutConflict> standingOn(UUID host);

    /**
     * Reads the claims of a host waiting outside any open conflict, in the order of their recording. Two queries: H2 would find no range of
     * an index for both statuses, and read every claim of the host.
     */
    default List<WithoutConflict> withoutConflictOn(UUID host) {
        return Stream.concat(heldOn(host).stream(), standingOn(host).stream())
                .sorted(Comparator.comparing(WithoutConflict::recordedAt)
                        .thenComparing(WithoutConflict::madeAt)
                        .thenComparing(WithoutConflict::id))
                .toList();
    }

    @Query("select count(k) from ClaimedGroupRow g, ConflictRow k"
            + " where g.key.claimId = :claim and k.id = g.conflictId and k.liveGroup is not null")
    int openConflicts(UUID claim);
}
