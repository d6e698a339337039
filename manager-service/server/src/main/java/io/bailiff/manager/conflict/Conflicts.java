// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.api.ConflictView;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.claim.ClaimViews;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.time.MonotonicClock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads conflicts for the REST API, pages, commands and metrics. */
@Component
public class Conflicts {

    private final ConflictStore store;
    private final ClaimStore claims;
    private final Assignments assignments;
    private final Hosts hosts;
    private final Timeline timeline;
    private final EffectivePolicy policies;
    private final GuestSightings sightings;
    private final ReleaseOnRecord releases;
    private final MonotonicClock clock;

    Conflicts(
            ConflictStore store,
            ClaimStore claims,
            Assignments assignments,
            Hosts hosts,
            Timeline timeline,
            EffectivePolicy policies,
            GuestSightings sightings,
            ReleaseOnRecord releases,
            MonotonicClock clock) {
        this.store = store;
        this.claims = claims;
        this.assignments = assignments;
        this.hosts = hosts;
        this.timeline = timeline;
        this.policies = policies;
        this.sightings = sightings;
        this.releases = releases;
        this.clock = clock;
    }

    /**
     * Returns conflicts without their timelines, the oldest first.
     *
     * @param host the only host of interest, or null for all hosts
     * @param open true for open conflicts only, false for ended conflicts only, null for all conflicts
     */
    public List<ConflictView> list(@Nullable UUID host, @Nullable Boolean open) {
        List<Conflict> found = host == null ? store.all() : store.onHost(host);
        return found.stream()
                .filter(conflict -> open == null || open == !conflict.state().ended())
                .map(conflict -> view(conflict, null))
                .toList();
    }

    /**
     * Returns a conflict with its timeline.
     *
     * @throws io.bailiff.manager.problem.ProblemException 404 if no conflict has the id
     */
    public ConflictView get(UUID id) {
        Conflict conflict = store.require(id);
        return view(
                conflict,
                timeline.ofConflict(
                        conflict.id(), conflict.assignment(), conflict.openedAt(), store.storyEnds(conflict)));
    }

    private ConflictView view(Conflict conflict, @Nullable List<RecordEntry> entries) {
        Host host = hosts.get(conflict.host());
        Assignment assignment = assignments.get(conflict.assignment());
        Policy policy = policies.of(conflict, assignment);
        return ConflictViews.of(
                conflict,
                assignment,
                host,
                policy,
                next(conflict, assignment, policy),
                sightings.last(assignment),
                clock,
                claims.of(conflict.id()).stream()
                        .map(claim -> ClaimViews.of(claim, host.name()))
                        .toList(),
                entries);
    }

    /** Returns the next rung; empty if the guest has released the group, or if no more is done to the guest before the conflict ends. */
    private Optional<NextRung> next(Conflict conflict, Assignment assignment, Policy policy) {
        boolean ends = conflict.ladder().withdrawal() != null
                || assignment.state() != AssignmentState.EVICTING
                || releases.isOver(assignment);
        return ends ? Optional.empty() : NextRung.after(conflict, policy);
    }
}
