// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.springframework.data.domain.Persistable;

@Entity
@Table(name = "host_inventory")
class InventoryRow implements Persistable<UUID> {

    @Id
    UUID hostId;

    Instant agentStart;
    long sequence;
    String bootId;
    Instant observedAt;
    Instant receivedAt;

    /** As in {@link StoredReport}. */
    @Column(length = StoredReport.LONGEST_COLUMN)
    String report;

    @SuppressWarnings("NullAway.Init")
    InventoryRow() {}

    @Override
    public UUID getId() {
        return hostId;
    }

    @Override
    public boolean isNew() {
        return true;
    }
}
