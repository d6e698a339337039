// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface FenceRows extends Repository<FenceRow, UUID> {

    FenceRow saveAndFlush(FenceRow row);

    List<FenceRow> findByHostIdOrderByConflictId(UUID host);

    List<FenceRow> findByHostIdInOrderByConflictId(Collection<UUID> hosts);

    @Modifying(flushAutomatically = true)
    @Query("delete from FenceRow f where f.conflictId = :conflict")
    int end(UUID conflict);

    @Modifying(flushAutomatically = true)
    @Query("delete from FenceRow f where f.hostId = :host")
    int endAll(UUID host);
}
