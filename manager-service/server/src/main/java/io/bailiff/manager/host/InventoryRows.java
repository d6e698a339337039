// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface InventoryRows extends Repository<InventoryRow, UUID> {

    InventoryRow saveAndFlush(InventoryRow row);

    Optional<InventoryRow> findById(UUID hostId);

    /** A stored report, without its entity: many entities of this size would stay in memory until the end of the transaction. */
    record Stored(UUID host, Instant receivedAt, String report) {}

    @Query(
            "select new io.bailiff.manager.host.InventoryRows$Stored(i.hostId, i.receivedAt, i.report) from InventoryRow i"
                    + " where i.hostId in :hosts")
    List<Stored> ofAll(Collection<UUID> hosts);

    /**
     * Replaces the stored report if the new report is newer, or if the stored start of the agent is implausible. Returns 0 if not.
     *
     * @param plausible the latest plausible start of an agent
     */
    @Modifying(flushAutomatically = true)
    @Query("""
            update InventoryRow i
               set i.agentStart = :agentStart, i.sequence = :sequence, i.bootId = :bootId,
                   i.observedAt = :observedAt, i.receivedAt = :receivedAt, i.report = :report
             where i.hostId = :hostId
               and (i.agentStart < :agentStart or (i.agentStart = :agentStart and i.sequence < :sequence)
                    or (i.agentStart > :plausible and i.agentStart <> :agentStart))
            """)
    int replace(
            UUID hostId,
            Instant agentStart,
            long sequence,
            String bootId,
            Instant observedAt,
            Instant receivedAt,
            String report,
            Instant plausible);
}
