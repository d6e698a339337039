// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.ConflictView;
import io.bailiff.manager.api.GuestCondition;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.claim.ClaimViews;
import io.bailiff.manager.conflict.ConflictFacts.Facts;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.PolicyViews;
import io.bailiff.manager.time.MonotonicClock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Converts conflicts to REST views. */
@Component
class ConflictViews {

    /** The largest number of claims in a conflict of a list. GET /api/v1/claims has all claims. */
    private static final int CLAIMS_IN_LISTS = 10;

    private static final int CLAIMS_OF_ONE = 100;

    private final ConflictFacts facts;
    private final Hosts hosts;
    private final GuestSightings sightings;
    private final ConflictUsers users;
    private final MonotonicClock clock;

    ConflictViews(
            ConflictFacts facts, Hosts hosts, GuestSightings sightings, ConflictUsers users, MonotonicClock clock) {
        this.facts = facts;
        this.hosts = hosts;
        this.sightings = sightings;
        this.users = users;
        this.clock = clock;
    }

    /** Returns the view of a conflict with its users and its timeline; empty if the conflict has been removed meanwhile. */
    Optional<ConflictView> of(Conflict conflict, List<RecordEntry> timeline) {
        return facts.of(List.of(conflict), CLAIMS_OF_ONE).stream().findFirst().map(known -> view(known, timeline));
    }

    /** Returns the views of conflicts for a list, in the same order. */
    List<ConflictView> ofAll(List<Conflict> conflicts) {
        hosts.prefetch(conflicts, Conflict::host);
        return facts.of(conflicts, CLAIMS_IN_LISTS).stream()
                .map(known -> view(known, null))
                .toList();
    }

    private ConflictView view(Facts known, @Nullable List<RecordEntry> timeline) {
        Conflict conflict = known.conflict();
        Assignment assignment = known.assignment();
        Policy policy = known.policy();
        String host = hosts.name(conflict.host());
        Optional<NextRung> next = next(conflict, assignment, policy);
        Optional<GuestSightings.Sighting> guest = sightings.last(Target.of(conflict, assignment));
        Conflict.Ladder ladder = conflict.ladder();
        return new ConflictView(
                conflict.id(),
                host,
                conflict.group().value(),
                conflict.assignment(),
                new ConflictView.GuestName(
                        assignment.guest(),
                        assignment.guestName(),
                        ladder.on().stranger() == null ? ladder.domainInstance() : null),
                actsOn(ladder.on()),
                guest.map(GuestSightings.Sighting::condition).orElse(GuestCondition.UNKNOWN),
                guest.map(GuestSightings.Sighting::at).orElse(null),
                conflict.state(),
                !conflict.state().ended(),
                conflict.outcome(),
                conflict.since(),
                wall(ladder.deadline()),
                next.map(then -> new ConflictView.Next(then.state(), wall(then.at())))
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
                known.claims().first().stream()
                        .map(claim -> ClaimViews.of(claim, host))
                        .toList(),
                known.claims().total(),
                timeline == null ? null : users.of(assignment),
                timeline);
    }

    private static ConflictView.@Nullable GuestName actsOn(ActsOn on) {
        return on.stranger() == null
                ? null
                : new ConflictView.GuestName(on.stranger().uuid(), on.stranger().name(), on.domainInstance());
    }

    /** Returns the next rung; empty if the guest has released the group, or if no more is done to the guest before the conflict ends. */
    private Optional<NextRung> next(Conflict conflict, Assignment assignment, Policy policy) {
        boolean ends = conflict.ladder().withdrawal() != null
                || assignment.state() != AssignmentState.EVICTING
                || users.isReleased(assignment)
                || conflict.ladder().on().others() != null;
        return ends ? Optional.empty() : NextRung.after(conflict, policy);
    }

    private @Nullable Instant wall(@Nullable Instant monotonic) {
        return monotonic == null ? null : clock.wall(monotonic);
    }

    /** Returns the problem of the conflict or, while the conflict waits for its assignment, the problem of the assignment. */
    private static @Nullable String problem(Conflict conflict, Assignment assignment) {
        return conflict.problem() != null || conflict.state().ended()
                ? conflict.problem()
                : assignment.progress().problem();
    }
}
