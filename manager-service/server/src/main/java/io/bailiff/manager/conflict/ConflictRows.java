// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictState;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/**
 * The rows of {@code conflict}. An open conflict is found by {@code liveGroup > ''}, which neither null nor another value of the column
 * fulfils: H2 finds no range of an index for {@code is not null}, and would read every ended conflict.
 */
interface ConflictRows extends Repository<ConflictRow, UUID> {

    ConflictRow save(ConflictRow row);

    void flush();

    Optional<ConflictRow> findById(UUID id);

    Optional<ConflictRow> findByLiveGroup(String liveGroup);

    Optional<ConflictRow> findByEndsGuest(String endsGuest);

    @Query("select distinct c.hostId from ConflictRow c where c.liveGroup > ''")
    Set<UUID> hostsOfOpen();

    @Query("select c.id from ConflictRow c where c.liveGroup > ''")
    List<UUID> open();

    /** An open conflict: the ids of the conflict and of its assignment, and the key of the group. */
    record Open(UUID id, UUID assignment, String group) {}

    @Query("select new io.bailiff.manager.conflict.ConflictRows$Open(c.id, c.assignmentId, c.liveGroup)"
            + " from ConflictRow c where c.hostId = :host and c.liveGroup > ''")
    List<Open> openOn(UUID host);

    @Query("select c.id from ConflictRow c where c.assignmentId = :assignment and c.liveGroup > ''")
    List<UUID> openOf(UUID assignment);

    /**
     * Reads and locks a conflict with the given state and epoch. No other transaction can change the row until the end of the transaction.
     */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select c from ConflictRow c where c.id = :id and c.state = :state and c.epoch = :epoch")
    List<ConflictRow> take(UUID id, ConflictState state, long epoch);

    /**
     * Sets the deadline of a rung without a deadline, in a conflict without a problem. The single statement suffices for most requests to
     * guests.
     *
     * @return 1 if the deadline was set, otherwise 0
     */
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

    /**
     * Locks a conflict if the conflict is open, and increments its epoch. The conflict then stays open until the end of the transaction.
     *
     * @return 1 if the conflict is open, otherwise 0
     */
    @Modifying(flushAutomatically = true)
    @Query("update ConflictRow c set c.epoch = c.epoch + 1 where c.id = :id and c.liveGroup is not null")
    int keepOpen(UUID id);
}
