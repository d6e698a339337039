// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.springframework.data.domain.Persistable;

/** An open fence. The row is added when a guest is fenced and deleted when the conflict is unfenced. The row never changes. */
@Entity
@Table(name = "host_fence")
class FenceRow implements Persistable<UUID> {

    @Id
    UUID conflictId;

    UUID hostId;
    String guestName;

    @SuppressWarnings("NullAway.Init")
    FenceRow() {}

    FenceRow(UUID conflict, UUID host, String guest) {
        conflictId = conflict;
        hostId = host;
        guestName = guest;
    }

    @Override
    public UUID getId() {
        return conflictId;
    }

    @Override
    public boolean isNew() {
        return true;
    }

    Cordon.Fence fence() {
        return new Cordon.Fence(conflictId, guestName);
    }
}
