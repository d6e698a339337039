package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupFingerprint;
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

/** Changed by whoever has it from {@link AssignmentRows#take}; each change is a new epoch. */
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
     * One while a conflict takes the group from the guest, and afterwards if that was the end; else none. A collection, because Hibernate
     * cannot lock a row that may have a row of another table or none.
     */
    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "assignment_interruption", joinColumns = @JoinColumn(name = "assignment_id"))
    @BatchSize(size = 100)
    private List<Interruption> interruptions = new ArrayList<>();

    @Nullable
    Instant lateUntil;

    @Nullable
    String lateRun;

    /** Of an ACTIVE assignment: the guest's definition lacks functions that the guest is to have. */
    boolean definitionPending;

    Instant requestedAt;

    @Nullable
    String requestedBy;

    String remoteAddress;

    @Nullable
    Instant endedAt;

    @SuppressWarnings("NullAway.Init")
    AssignmentRow() {}

    /** The key that only one live assignment can have. */
    static String liveGroup(UUID host, GroupFingerprint group) {
        return host + "/" + group;
    }

    /** The name of the next operation. */
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
                lateRun,
                definitionPending);
    }

    /** Returns where the assignment was when a conflict began to take the group from the guest. */
    Optional<Interruption> interruption() {
        return interruptions.stream().findFirst();
    }

    /** Stores where the assignment goes on if the conflict that takes the group from the guest is withdrawn. */
    void interrupt(Interruption was) {
        endInterruption();
        interruptions.add(was);
    }

    /** No conflict takes the group from the guest. */
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
