package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ClaimView;
import io.bailiff.manager.api.ConflictView;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.PolicyViews;
import io.bailiff.manager.time.MonotonicClock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts conflicts to REST views. */
public final class ConflictViews {

    private ConflictViews() {}

    public static ConflictView of(
            Conflict conflict,
            Assignment assignment,
            Host host,
            Policy policy,
            MonotonicClock clock,
            List<ClaimView> claims,
            @Nullable List<RecordEntry> timeline) {
        Conflict.Ladder ladder = conflict.ladder();
        return new ConflictView(
                conflict.id(),
                host.name(),
                conflict.group().value(),
                conflict.assignment(),
                new ConflictView.GuestName(assignment.guest(), assignment.guestName(), ladder.guestRun()),
                conflict.state(),
                !conflict.state().ended(),
                conflict.since(),
                ladder.deadline() == null ? null : clock.wall(ladder.deadline()),
                PolicyViews.of(policy),
                ladder.asks(Rung.RELEASE).count(),
                ladder.asks(Rung.SHUTDOWN).count(),
                ladder.asks(Rung.DESTROY).count(),
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
