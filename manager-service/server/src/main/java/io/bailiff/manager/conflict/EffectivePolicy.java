// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.AssignmentReads;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.policy.Policies;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.policy.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Determines the permitted rungs of a conflict and their durations: the first claim's requests, otherwise the nearest policy. The end of a
 * guest takes all its groups, so a rung forbidden for any assignment of the guest is forbidden for every assignment. The guest is the guest
 * that the rungs act on, also if that is not the guest of the conflict's assignment.
 */
@Component
public class EffectivePolicy {

    private final Policies policies;
    private final Assignments assignments;
    private final AssignmentReads reads;

    EffectivePolicy(Policies policies, Assignments assignments, AssignmentReads reads) {
        this.policies = policies;
        this.assignments = assignments;
        this.reads = reads;
    }

    public Policy of(Conflict conflict) {
        return of(conflict, assignments.get(conflict.assignment()));
    }

    /**
     * Returns the policy for a conflict.
     *
     * @param assignment the conflict's assignment
     */
    public Policy of(Conflict conflict, Assignment assignment) {
        Policy claimed = new Policy(conflict.ladder().claimed(), Map.of(), null);
        Policy policy = claimed.over(effective(assignment));
        UUID guest = Target.of(conflict, assignment).guest();
        for (Assignment other : assignments.liveOfGuest(assignment.host(), guest)) {
            if (!other.id().equals(assignment.id())) {
                policy = policy.restrictedBy(effective(other));
            }
        }
        return policy;
    }

    /**
     * Returns the policies for several conflicts, by the conflicts' ids, with a fixed number of statements.
     *
     * @param lent the assignments of the conflicts, by their ids
     */
    Map<UUID, Policy> of(List<Conflict> conflicts, Map<UUID, Assignment> lent) {
        Map<UUID, UUID> guests = conflicts.stream()
                .collect(Collectors.toMap(
                        Conflict::id,
                        conflict -> Target.of(conflict, Objects.requireNonNull(lent.get(conflict.assignment())))
                                .guest()));
        List<Assignment> live = reads.liveOfGuests(Set.copyOf(guests.values()));
        Map<Scope, Policy> effective = policies.effective(Stream.concat(lent.values().stream(), live.stream())
                .map(EffectivePolicy::scope)
                .collect(Collectors.toSet()));
        Map<UUID, Policy> policyOf = new HashMap<>();
        for (Conflict conflict : conflicts) {
            Assignment assignment = Objects.requireNonNull(lent.get(conflict.assignment()));
            Policy claimed = new Policy(conflict.ladder().claimed(), Map.of(), null);
            Policy policy = claimed.over(Objects.requireNonNull(effective.get(scope(assignment))));
            for (Assignment other : live) {
                if (other.host().equals(assignment.host())
                        && other.guest().equals(guests.get(conflict.id()))
                        && !other.id().equals(assignment.id())) {
                    policy = policy.restrictedBy(Objects.requireNonNull(effective.get(scope(other))));
                }
            }
            policyOf.put(conflict.id(), policy);
        }
        return policyOf;
    }

    private static Scope scope(Assignment assignment) {
        return Scope.assignment(assignment.host(), assignment.id());
    }

    private Policy effective(Assignment assignment) {
        return policies.effective(scope(assignment));
    }
}
