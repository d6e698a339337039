package io.bailiff.manager.conflict;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.audit.RecordEntry;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.PolicyView;
import io.bailiff.manager.time.SteadyClock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A conflict as operators see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConflictView(
        UUID id,
        String host,
        String group,
        UUID assignment,
        GuestName guest,
        ConflictState state,
        boolean open,
        Instant since,
        @Nullable Instant deadline,
        PolicyView policy,
        int releaseAsks,
        int shutdownAsks,
        int destroyAsks,
        @Nullable UUID follows,
        @Nullable Instant suspendedAt,
        @Nullable Instant unfencedAt,
        @Nullable String problem,
        Instant openedAt,
        @Nullable Instant resolvedAt,
        List<ClaimView> claims,
        @Nullable List<RecordEntry> timeline) {

    record GuestName(UUID uuid, String name, @Nullable String run) {}

    static ConflictView of(
            Conflict conflict,
            Assignment assignment,
            Host host,
            Policy terms,
            SteadyClock clock,
            List<ClaimView> claims,
            @Nullable List<RecordEntry> timeline) {
        Conflict.Ladder ladder = conflict.ladder();
        return new ConflictView(
                conflict.id(),
                host.name(),
                conflict.group().value(),
                conflict.assignment(),
                new GuestName(assignment.guest(), assignment.guestName(), ladder.guestRun()),
                conflict.state(),
                !conflict.state().ended(),
                conflict.since(),
                ladder.deadline() == null ? null : clock.wall(ladder.deadline()),
                PolicyView.of(terms),
                ladder.release().count(),
                ladder.shutdown().count(),
                ladder.destroy().count(),
                ladder.follows(),
                ladder.suspendedAt(),
                ladder.unfencedAt(),
                ladder.problem(),
                conflict.openedAt(),
                conflict.resolvedAt(),
                claims,
                timeline);
    }
}
