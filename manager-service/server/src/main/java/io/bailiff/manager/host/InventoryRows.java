// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface InventoryRows extends Repository<InventoryRow, UUID> {

    InventoryRow saveAndFlush(InventoryRow row);

    Optional<InventoryRow> findById(UUID hostId);

    /** Replaces the stored report if the new report is newer. Returns 0 if not. */
    @Modifying(flushAutomatically = true)
    @Query("""
            update InventoryRow i
               set i.agentStart = :agentStart, i.sequence = :sequence, i.bootId = :bootId,
                   i.observedAt = :observedAt, i.receivedAt = :receivedAt, i.report = :report
             where i.hostId = :hostId
               and (i.agentStart < :agentStart or (i.agentStart = :agentStart and i.sequence < :sequence))
            """)
    int replace(
            UUID hostId,
            Instant agentStart,
            long sequence,
            String bootId,
            Instant observedAt,
            Instant receivedAt,
            String report);
}
