// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.restore;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface RestorationRows extends Repository<RestorationRow, UUID> {

    RestorationRow saveAndFlush(RestorationRow row);

    Optional<RestorationRow> findById(UUID id);

    /**
     * Reads a restoration in the given state and epoch, and locks the row for the rest of the transaction. Empty if the restoration has
     * changed.
     */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from RestorationRow r where r.assignmentId = :id and r.state = :state and r.epoch = :epoch")
    List<RestorationRow> take(UUID id, RestorationState state, long epoch);

    @Query("select r.assignmentId from RestorationRow r where r.state = WAITING")
    List<UUID> open();

    @Query("select r.assignmentId from RestorationRow r where r.state = WAITING and r.hostId = :host")
    List<UUID> openOnHost(UUID host);
}
