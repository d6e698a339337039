// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.ConflictOutcome;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.change.GuardedRow;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MapKeyEnumerated;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/**
 * A row of {@code conflict}. Changed under the lock from {@link ConflictRows#take}, or by a single guarded statement of
 * {@link ConflictRows}; each change increments the epoch.
 */
@Entity
@DynamicUpdate
@Table(name = "conflict")
class ConflictRow implements Persistable<UUID>, GuardedRow<ConflictState>, ConflictChange {

    @Id
    UUID id;

    UUID hostId;
    UUID assignmentId;
    String fingerprint;

    @Nullable
    String liveGroup;

    @Enumerated(EnumType.STRING)
    ConflictState state;

    @Nullable
    @Enumerated(EnumType.STRING)
    ConflictOutcome outcome;

    long epoch;
    Instant stateSince;

    @Nullable
    String domainInstance;

    @Nullable
    String guestProcess;

    int resumes;

    @Nullable
    UUID strangerUuid;

    @Nullable
    String strangerName;

    @Nullable
    String strangers;

    @Nullable
    Instant deadline;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "conflict_rung", joinColumns = @JoinColumn(name = "conflict_id"))
    @MapKeyColumn(name = "rung")
    @MapKeyEnumerated(EnumType.STRING)
    @BatchSize(size = 100)
    Map<Rung, RungColumns> rungs = new EnumMap<>(Rung.class);

    /** The key of the domain instance that this conflict ends, or null. Unique: a single open conflict ends a domain instance. */
    @Nullable
    String endsGuest;

    @Nullable
    UUID follows;

    @Nullable
    Instant suspendedAt;

    @Nullable
    Instant unfencedAt;

    @Nullable
    Instant startOrderedAt;

    @Nullable
    String withdrawnBy;

    @Nullable
    String withdrawnWhy;

    @Nullable
    String problem;

    Instant openedAt;

    @Nullable
    Instant resolvedAt;

    @SuppressWarnings("NullAway.Init")
    ConflictRow() {}

    /** Creates a conflict on the first rung, about the group of an assignment. */
    static ConflictRow fresh(UUID id, Assignment assignment, Instant now) {
        ConflictRow row = new ConflictRow();
        row.id = id;
        row.hostId = assignment.host();
        row.assignmentId = assignment.id();
        row.fingerprint = assignment.group().value();
        row.liveGroup = assignment.groupKey();
        row.state = ConflictState.REQUESTING;
        row.openedAt = now;
        row.stateSince = now;
        return row;
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return true;
    }

    Conflict conflict() {
        return new Conflict(
                id,
                hostId,
                assignmentId,
                new GroupFingerprint(fingerprint),
                state,
                outcome,
                epoch,
                stateSince,
                ladder(),
                openedAt,
                resolvedAt);
    }

    private Conflict.Ladder ladder() {
        return new Conflict.Ladder(
                actsOn(),
                claimed(),
                deadline,
                asks(),
                follows,
                suspendedAt,
                unfencedAt,
                startOrderedAt,
                withdrawnBy == null ? null : new OperatorNote(withdrawnBy, String.valueOf(withdrawnWhy)),
                problem);
    }

    private ActsOn actsOn() {
        return new ActsOn(
                domainInstance,
                guestProcess,
                resumes,
                strangerUuid == null ? null : new ActsOn.OtherGuest(strangerUuid, String.valueOf(strangerName)),
                strangers);
    }

    private Map<Rung, Duration> claimed() {
        Map<Rung, Duration> deadlines = new EnumMap<>(Rung.class);
        rungs.forEach((rung, columns) -> {
            if (columns.deadlineSeconds != null) {
                deadlines.put(rung, Duration.ofSeconds(columns.deadlineSeconds));
            }
        });
        return deadlines;
    }

    private Map<Rung, Conflict.Asks> asks() {
        Map<Rung, Conflict.Asks> asks = new EnumMap<>(Rung.class);
        rungs.forEach((rung, columns) -> asks.put(rung, columns.asks()));
        return asks;
    }

    private RungColumns rung(Rung rung) {
        return rungs.computeIfAbsent(rung, fresh -> new RungColumns());
    }

    @Override
    public void countChange() {
        epoch++;
    }

    @Override
    public void enter(ConflictState to, Instant now) {
        state = to;
        stateSince = now;
        deadline = null;
        problem = null;
        switch (to) {
            case RESOLVED -> resolvedAt = now;
            case WITHDRAWN -> outcome = ConflictOutcome.WITHDRAWN;
            case DENIED -> outcome = ConflictOutcome.DENIED;
            case REQUESTING, SHUTTING_DOWN, DESTROYING, FENCING, FENCED, RETURNING -> {}
        }
        if (to.ended()) {
            liveGroup = null;
            follows = null;
        }
        if (to.ended() || to == ConflictState.REQUESTING || to == ConflictState.RETURNING) {
            // Another conflict that follows takes the lead.
            endsGuest = null;
        }
    }

    @Override
    public void problem(@Nullable String why) {
        problem = why;
    }

    @Override
    public void claimed(Rung rung, Duration longest) {
        rung(rung).deadlineSeconds = (int) longest.toSeconds();
    }

    @Override
    public void asked(Rung rung, @Nullable Instant at, int count) {
        RungColumns columns = rung(rung);
        columns.askedAt = at;
        columns.asks = count;
    }

    @Override
    public void domainInstance(@Nullable String instance) {
        domainInstance = instance;
    }

    @Override
    public void beginsWithInstance(@Nullable String instance) {
        domainInstance = instance;
        guestProcess = null;
        resumes = 0;
        deadline = null;
        rungs.forEach((rung, columns) -> {
            columns.askedAt = null;
            if (rung != Rung.RELEASE) {
                columns.asks = 0;
            }
        });
    }

    @Override
    public void adopts(Conflict lead) {
        follows = lead.id();
        deadline = lead.ladder().deadline();
        for (Rung rung : Rung.values()) {
            if (rung != Rung.RELEASE) {
                Conflict.Asks theirs = lead.ladder().asks(rung);
                asked(rung, theirs.at(), theirs.count());
            }
        }
    }

    @Override
    public void follows(UUID lead) {
        follows = lead;
    }

    @Override
    public @Nullable Instant deadline() {
        return deadline;
    }

    @Override
    public void deadline(@Nullable Instant until) {
        deadline = until;
    }

    @Override
    public void outcome(ConflictOutcome cost) {
        outcome = cost;
    }

    @Override
    public void guestProcess(String process) {
        guestProcess = process;
    }

    @Override
    public void resumed() {
        resumes++;
    }

    @Override
    public void actsOn(ActsOn.@Nullable OtherGuest stranger) {
        strangerUuid = stranger == null ? null : stranger.uuid();
        strangerName = stranger == null ? null : stranger.name();
    }

    @Override
    public void others(@Nullable String users) {
        strangers = users;
    }

    @Override
    public void startOrderedAt(Instant at) {
        startOrderedAt = at;
    }

    @Override
    public void suspendedAt(Instant at) {
        suspendedAt = at;
    }

    @Override
    public void unfencedAt(Instant at) {
        unfencedAt = at;
    }

    @Override
    public void withdrawn(OperatorNote note) {
        withdrawnBy = note.by();
        withdrawnWhy = note.why();
    }
}
