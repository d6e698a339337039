package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Requester;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** Changed by whoever has it from {@link AssignmentRows#take}; each change is a new epoch. */
@Entity
@DynamicUpdate
@Table(name = "assignment")
class AssignmentRow implements Persistable<UUID> {

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

    @Enumerated(EnumType.STRING)
    @Nullable
    AssignmentState evictedFrom;

    @Enumerated(EnumType.STRING)
    @Nullable
    AssignmentState evictedEnding;

    @Nullable
    String evictedReason;

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
                way(),
                new Requester(requestedBy, remoteAddress),
                requestedAt,
                endedAt);
    }

    private Assignment.Way way() {
        return new Assignment.Way(
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
                evictedFrom,
                lateUntil,
                lateRun,
                definitionPending);
    }
}
