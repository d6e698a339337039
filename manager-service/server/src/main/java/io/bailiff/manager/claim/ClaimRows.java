// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.claim;

import io.bailiff.agent.api.ClaimReport;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ClaimRows extends Repository<ClaimRow, UUID> {

    ClaimRow save(ClaimRow row);

    Optional<ClaimRow> findById(UUID id);

    List<ClaimRow> findByHostIdAndHostClaimIdIn(UUID hostId, Collection<UUID> told);

    /** Reads several claims. Not for the steps: Hibernate translates a query with a list anew each time. */
    List<ClaimRow> findByIdIn(Collection<UUID> ids);

    /** A row of the joined tables: a claim with a single group. */
    record OnGroup(ClaimRow claim, ClaimedGroupRow group) {}

    /** Reads the claims in a conflict, each with all its groups, in a single query, because a step needs everything. */
    @Query(
            "select new io.bailiff.manager.claim.ClaimRows$OnGroup(c, g) from ClaimRow c, ClaimedGroupRow s, ClaimedGroupRow g"
                    + " where s.conflictId = :conflict and s.key.claimId = c.id and g.key.claimId = c.id"
                    + " order by c.recordedAt, c.madeAt, c.id, g.key.fingerprint")
    List<OnGroup> inConflict(UUID conflict);

    /** The claims that were not withdrawn, refused or harmless. */
    String WANTED = "c.address is not null and (c.status is null or c.status in (HELD, STANDING, LET_THROUGH))";

    /** Reads the functions named by claims in a conflict. Claims that were withdrawn, refused or harmless do not count. */
    @Query("select distinct c.address from ClaimRow c, ClaimedGroupRow s"
            + " where s.conflictId = :conflict and c.id = s.key.claimId and " + WANTED)
    List<String> functionsInConflict(UUID conflict);

    /**
     * Reads the functions named by claims on a group. Claims that were withdrawn, refused or harmless do not count.
     *
     * @param since the earliest time of recording
     */
    @Query("select distinct c.address from ClaimRow c, ClaimedGroupRow s"
            + " where c.hostId = :host and c.recordedAt >= :since and s.key.claimId = c.id and s.key.fingerprint = :group"
            + " and " + WANTED)
    List<String> functionsOnGroup(UUID host, String group, Instant since);

    /** Reads the claims by changes of a function's override in a boot of a host, made no later than a given time, the newest first. */
    @Query(
            "select c from ClaimRow c where c.hostId = :host and c.kind = OVERRIDE and c.address = :address"
                    + " and c.bootId = :boot and c.madeAt <= :madeAt and c.id <> :except order by c.madeAt desc, c.recordedAt desc")
    List<ClaimRow> overridesOf(UUID host, String address, String boot, Instant madeAt, UUID except, Limit limit);

    /**
     * Reads the claims of a host that have a status since another boot of the host. A single status: H2 would find no range of an index for
     * two, and read every claim of the host.
     */
    @Query("select c from ClaimRow c where c.hostId = :host and c.status = :status and c.bootId <> :boot order by c.id")
    List<ClaimRow> sinceAnotherBoot(UUID host, ClaimReport.Status status, String boot);

    /** Changes the status of a claim, and locks the row until the end of the transaction. No other statement changes the status. */
    @Modifying(flushAutomatically = true)
    @Query("update ClaimRow c set c.status = :to where c.id = :id")
    int become(UUID id, ClaimReport.Status to);

    /**
     * Locks a claim if the claim still waits: the claim keeps waiting until the end of the transaction.
     *
     * @return 1 if the claim waits, otherwise 0
     */
    @Modifying(flushAutomatically = true)
    @Query("update ClaimRow c set c.status = c.status where c.id = :id and c.status in (HELD, STANDING)")
    int keepWaiting(UUID id);
}
