package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictState;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface ConflictRows extends Repository<ConflictRow, UUID> {

    ConflictRow save(ConflictRow row);

    void flush();

    Optional<ConflictRow> findById(UUID id);

    Optional<ConflictRow> findByLiveGroup(String liveGroup);

    Optional<ConflictRow> findByEndsGuest(String endsGuest);

    List<ConflictRow> findAllByOrderByOpenedAt();

    List<ConflictRow> findByHostIdOrderByOpenedAt(UUID hostId);

    @Query("select c.id from ConflictRow c where c.liveGroup is not null")
    List<UUID> open();

    /** An open conflict, whose group it is about, and the key of that group. */
    record Open(UUID id, UUID assignment, String group) {}

    @Query("select new io.bailiff.manager.conflict.ConflictRows$Open(c.id, c.assignmentId, c.liveGroup)"
            + " from ConflictRow c where c.liveGroup is not null and c.hostId = :host")
    List<Open> openOn(UUID host);

    @Query("select c.id from ConflictRow c where c.liveGroup is not null and c.assignmentId = :assignment")
    List<UUID> openOf(UUID assignment);

    /** Reads a conflict that is still as it was seen, and keeps everybody else from changing it for the rest of the transaction. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select c from ConflictRow c where c.id = :id and c.state = :state and c.epoch = :epoch")
    List<ConflictRow> take(UUID id, ConflictState state, long epoch);

    /** The deadline of a rung that has none yet, where nothing else is to be said: all that most of those who are asked need. */
    @Modifying
    @Query("""
            update ConflictRow c
               set c.deadline = :deadline, c.epoch = c.epoch + 1
             where c.id = :id and c.state = :rung and c.deadline is null and c.problem is null
            """)
    int startTime(UUID id, ConflictState rung, Instant deadline);

    @Query("select min(c.openedAt) from ConflictRow c where c.assignmentId = :assignment and c.openedAt > :after"
            + " and (c.state <> DENIED or c.stateSince <> c.openedAt)")
    Optional<Instant> nextOpenedAt(UUID assignment, Instant after);

    /** Keeps an open conflict open for the rest of the transaction. */
    @Modifying(flushAutomatically = true)
    @Query("update ConflictRow c set c.epoch = c.epoch + 1 where c.id = :id and c.liveGroup is not null")
    int keepOpen(UUID id);
}
