package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** Changed by whoever has it from {@link ConflictRows#take}; each change is a new epoch. */
@Entity
@DynamicUpdate
@Table(name = "conflict")
class ConflictRow implements Persistable<UUID> {

    @Id
    UUID id;

    UUID hostId;
    UUID assignmentId;
    String fingerprint;

    @Nullable
    String liveGroup;

    @Enumerated(EnumType.STRING)
    ConflictState state;

    long epoch;
    Instant stateSince;

    @Nullable
    String guestRun;

    @Nullable
    Integer releaseDeadlineSeconds;

    @Nullable
    Integer shutdownDeadlineSeconds;

    @Nullable
    Integer destroyDeadlineSeconds;

    @Nullable
    Instant deadline;

    @Nullable
    Instant releaseAskedAt;

    int releaseAsks;

    @Nullable
    Instant shutdownAskedAt;

    int shutdownAsks;

    @Nullable
    Instant destroyAskedAt;

    int destroyAsks;

    /** Only one open conflict can have it. */
    @Nullable
    String endsGuest;

    @Nullable
    UUID follows;

    @Nullable
    Instant suspendedAt;

    @Nullable
    Instant unfencedAt;

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

    /** A conflict on the first rung, about the group of an assignment. */
    static ConflictRow fresh(UUID id, Assignment assignment, Instant now) {
        ConflictRow row = new ConflictRow();
        row.id = id;
        row.hostId = assignment.host();
        row.assignmentId = assignment.id();
        row.fingerprint = assignment.group().value();
        row.liveGroup = liveGroup(assignment);
        row.state = ConflictState.REQUESTING;
        row.openedAt = now;
        row.stateSince = now;
        return row;
    }

    /** The key that only one open conflict can have. */
    static String liveGroup(Assignment assignment) {
        return assignment.host() + "/" + assignment.group();
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
                epoch,
                stateSince,
                ladder(),
                openedAt,
                resolvedAt);
    }

    private Conflict.Ladder ladder() {
        return new Conflict.Ladder(
                guestRun,
                claimed(),
                deadline,
                new Conflict.Asks(releaseAskedAt, releaseAsks),
                new Conflict.Asks(shutdownAskedAt, shutdownAsks),
                new Conflict.Asks(destroyAskedAt, destroyAsks),
                follows,
                suspendedAt,
                unfencedAt,
                withdrawnBy == null ? null : new Conflict.Word(withdrawnBy, String.valueOf(withdrawnWhy)),
                problem);
    }

    private Map<Rung, Duration> claimed() {
        Map<Rung, Duration> deadlines = new EnumMap<>(Rung.class);
        put(deadlines, Rung.RELEASE, releaseDeadlineSeconds);
        put(deadlines, Rung.SHUTDOWN, shutdownDeadlineSeconds);
        put(deadlines, Rung.DESTROY, destroyDeadlineSeconds);
        return deadlines;
    }

    private static void put(Map<Rung, Duration> deadlines, Rung rung, @Nullable Integer seconds) {
        if (seconds != null) {
            deadlines.put(rung, Duration.ofSeconds(seconds));
        }
    }

    /** The rung is to last this long, whatever a policy says. */
    void claimed(Rung rung, Duration deadline) {
        int seconds = (int) deadline.toSeconds();
        switch (rung) {
            case RELEASE -> releaseDeadlineSeconds = seconds;
            case SHUTDOWN -> shutdownDeadlineSeconds = seconds;
            case DESTROY -> destroyDeadlineSeconds = seconds;
        }
    }
}
