// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ClaimView;
import io.bailiff.manager.api.ConflictView;
import io.bailiff.manager.api.GuestCondition;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.PolicyViews;
import io.bailiff.manager.time.MonotonicClock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts conflicts to REST views. */
public final class ConflictViews {

    private ConflictViews() {}

    public static ConflictView of(
            Conflict conflict,
            Assignment assignment,
            Host host,
            Policy policy,
            Optional<NextRung> next,
            Optional<GuestSightings.Sighting> guest,
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
                guest.map(GuestSightings.Sighting::condition).orElse(GuestCondition.UNKNOWN),
                guest.map(GuestSightings.Sighting::at).orElse(null),
                conflict.state(),
                !conflict.state().ended(),
                conflict.since(),
                wall(clock, ladder.deadline()),
                next.map(then -> new ConflictView.Next(then.state(), wall(clock, then.at())))
                        .orElse(null),
                PolicyViews.of(policy),
                ladder.asks(Rung.RELEASE).count(),
                ladder.asks(Rung.SHUTDOWN).count(),
                ladder.asks(Rung.DESTROY).count(),
                ladder.follows(),
                ladder.suspendedAt(),
                ladder.unfencedAt(),
                problem(conflict, assignment),
                conflict.openedAt(),
                conflict.resolvedAt(),
                claims,
                timeline);
    }

    private static @Nullable Instant wall(MonotonicClock clock, @Nullable Instant monotonic) {
        return monotonic == null ? null : clock.wall(monotonic);
    }

    /** Returns the problem of the conflict or, while the conflict waits for its assignment, the problem of the assignment. */
    private static @Nullable String problem(Conflict conflict, Assignment assignment) {
        return conflict.problem() != null || conflict.state().ended()
                ? conflict.problem()
                : assignment.progress().problem();
    }
}
