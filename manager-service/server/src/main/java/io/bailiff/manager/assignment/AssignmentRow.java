// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.agent.AllowedUses;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.change.GuardedRow;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/**
 * A row of {@code assignment}. Only the transaction with the lock from {@link AssignmentRows#take} changes the row; each change increments
 * the epoch.
 */
@Entity
@DynamicUpdate
@Table(name = "assignment")
class AssignmentRow implements Persistable<UUID>, GuardedRow<AssignmentState> {

    @Id
    UUID id;

    UUID hostId;
    String fingerprint;

    @Nullable
    String liveGroup;

    UUID guestUuid;
    String guestName;

    @Enumerated(EnumType.STRING)
    AssignmentState state;

    long epoch;
    Instant stateSince;

    @Enumerated(EnumType.STRING)
    @Nullable
    AssignmentState ending;

    @Nullable
    String reason;

    @Nullable
    String problem;

    @Nullable
    String operationId;

    int operations;
    int failures;

    boolean fenced;

    @Nullable
    Instant deadline;

    @Nullable
    Instant retryAt;

    @Nullable
    Instant askedAt;

    @Nullable
    Long releaseRevision;

    @Nullable
    String bootId;

    /**
     * A single element while a conflict takes the group from the guest, and afterwards if the assignment ends by eviction; otherwise empty.
     * A collection, because Hibernate cannot lock a row together with an optional row of another table.
     */
    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "assignment_interruption", joinColumns = @JoinColumn(name = "assignment_id"))
    @BatchSize(size = 100)
    private List<Interruption> interruptions = new ArrayList<>();

    @Nullable
    Instant lateUntil;

    @Nullable
    String lateInstance;

    /** Of an ACTIVE assignment: true if the guest's definition lacks functions that the guest is to have. */
    boolean definitionPending;

    /** Of an ACTIVE assignment: the differences to the host, for people. */
    @Nullable
    String drift;

    /** As in {@link AllowedUses#column}. */
    @Nullable
    String allowed;

    Instant requestedAt;

    @Nullable
    String requestedBy;

    String remoteAddress;

    @Nullable
    Instant endedAt;

    @SuppressWarnings("NullAway.Init")
    AssignmentRow() {}

    /** Returns the group's key for {@code live_group}, a unique column: only a single live assignment can have the key. */
    static String liveGroup(UUID host, GroupFingerprint group) {
        return host + "/" + group;
    }

    /** Counts a new operation and returns the operation's id. */
    String nextOperation() {
        operations++;
        operationId = id + "-" + operations;
        return operationId;
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return true;
    }

    Assignment assignment(List<LentFunction> functions, List<Member> members) {
        return new Assignment(
                id,
                hostId,
                new GroupFingerprint(fingerprint),
                guestUuid,
                guestName,
                functions,
                members,
                state,
                epoch,
                stateSince,
                progress(),
                AllowedUses.ofColumn(allowed),
                new Requester(requestedBy, remoteAddress),
                requestedAt,
                endedAt);
    }

    private Assignment.Progress progress() {
        return new Assignment.Progress(
                ending,
                reason,
                problem,
                operationId,
                operations,
                failures,
                deadline,
                retryAt,
                askedAt,
                releaseRevision,
                fenced,
                bootId,
                interruption().map(was -> was.state).orElse(null),
                lateUntil,
                lateInstance,
                definitionPending,
                drift);
    }

    /** Returns the state, ending and reason of the assignment from the moment when a conflict began to take the group from the guest. */
    Optional<Interruption> interruption() {
        return interruptions.stream().findFirst();
    }

    /** Stores the state in which the assignment resumes if the conflict ends and the guest keeps the group. */
    void interrupt(Interruption was) {
        endInterruption();
        interruptions.add(was);
    }

    /** Removes the interruption: no conflict takes the group from the guest any more. */
    void endInterruption() {
        interruptions.clear();
    }

    @Override
    public void countChange() {
        epoch++;
    }

    @Override
    public void enter(AssignmentState to, Instant now) {
        state = to;
        stateSince = now;
        problem = null;
        deadline = null;
        retryAt = null;
        if (to.ended()) {
            endedAt = now;
            liveGroup = null;
        }
    }

    @Override
    public void problem(@Nullable String why) {
        problem = why;
    }
}
