// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.api.AssignmentState;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/**
 * The rows of {@code assignment}. A live row is found by {@code liveGroup > ''}, which neither null nor another value of the column
 * fulfils: H2 finds no range of an index for {@code is not null}, and would read every ended assignment.
 */
interface AssignmentRows extends Repository<AssignmentRow, UUID> {

    AssignmentRow saveAndFlush(AssignmentRow row);

    /** A row of the joined tables: an assignment, a single function and a single member. */
    record Part(
            AssignmentRow assignment,
            @Nullable FunctionRow function,
            @Nullable MemberRow member) {}

    String PARTS = "select new io.bailiff.manager.assignment.AssignmentRows$Part(a, f, m) from AssignmentRow a"
            + " left join FunctionRow f on f.key.assignmentId = a.id left join MemberRow m on m.key.assignmentId = a.id";

    /** Reads an assignment with all its functions and members in a single query, because a step needs everything. */
    @Query(PARTS + " where a.id = :id order by f.key.address, m.key.address")
    List<Part> parts(UUID id);

    @Query(PARTS + " where a.liveGroup = :group order by f.key.address, m.key.address")
    List<Part> partsOfLive(String group);

    @Query(PARTS + " where a.hostId = :host and a.liveGroup > '' order by a.id, f.key.address, m.key.address")
    List<Part> partsOfLiveOn(UUID host);

    /** Reads several assignments. Not for the steps; see {@link FunctionRows#ofAll}. */
    List<AssignmentRow> findByIdIn(Collection<UUID> ids);

    /** Reads the live assignments of several guests. Not for the steps; see {@link FunctionRows#ofAll}. */
    @Query("select a from AssignmentRow a where a.guestUuid in :guests and a.liveGroup > ''")
    List<AssignmentRow> liveOfGuests(Collection<UUID> guests);

    @Query("select distinct a.hostId from AssignmentRow a where a.liveGroup > ''")
    Set<UUID> hostsOfLive();

    @Query("select a.id from AssignmentRow a where a.liveGroup > ''")
    List<UUID> live();

    @Query("select a.id from AssignmentRow a where a.hostId = :host and a.liveGroup > ''")
    List<UUID> liveOnHost(UUID host);

    /**
     * The values that decide if a report of the host concerns a live assignment.
     *
     * @param id the assignment's id
     * @param fingerprint the group's fingerprint
     * @param operation the id of the operation last ordered from the agent, or null
     * @param revision the revision of the desired state that the agent has to know, or null
     */
    record Wait(
            UUID id,
            String fingerprint,
            @Nullable String operation,
            @Nullable Long revision) {}

    @Query("select new io.bailiff.manager.assignment.AssignmentRows$Wait("
            + "a.id, a.fingerprint, a.operationId, a.releaseRevision)"
            + " from AssignmentRow a where a.hostId = :host and a.liveGroup > ''")
    List<Wait> waitingOnHost(UUID host);

    @Query("select a.id from AssignmentRow a" + " where a.hostId = :host and a.liveGroup > '' and a.guestUuid = :guest")
    List<UUID> liveOfGuest(UUID host, UUID guest);

    /**
     * Reads and locks an assignment that still has the given state and epoch. No other transaction can change the row until the end of the
     * transaction.
     */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from AssignmentRow a where a.id = :id and a.state = :state and a.epoch = :epoch")
    List<AssignmentRow> take(UUID id, AssignmentState state, long epoch);
}
