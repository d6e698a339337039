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

    /** Nobody else changes it for the rest of the transaction. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from RestorationRow r where r.assignmentId = :id and r.endedAt is null")
    Optional<RestorationRow> openForChange(UUID id);

    List<RestorationRow> findAllByOrderByBeganAt();

    @Query("select r.assignmentId from RestorationRow r where r.endedAt is null")
    List<UUID> open();

    @Query("select r.assignmentId from RestorationRow r where r.endedAt is null and r.hostId = :host")
    List<UUID> openOnHost(UUID host);
}
