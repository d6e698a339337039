// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PlannedStep;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The plan for the detach of a group, member by member.
 *
 * @param fingerprint the fingerprint of the group
 * @param members the plans of all members, sorted by address
 */
public record GroupPlan(GroupFingerprint fingerprint, List<MemberPlan> members) {

    public GroupPlan {
        members = List.copyOf(members);
    }

    /** Returns the plan for printing: members sorted by address, and the steps of each member in the order of their execution. */
    public List<PlannedStep> steps() {
        return members.stream().flatMap(member -> member.steps().stream()).toList();
    }

    /** Returns the configuration that a later reattach restores, for people: {@code enp1s0: up, MTU 9000, port of br0}. */
    public List<String> restored() {
        return moving().stream()
                .flatMap(member -> Optional.ofNullable(member.configuration()).stream())
                .flatMap(configuration -> configuration.parts().stream())
                .toList();
    }

    /** Returns the members to be moved. */
    List<Journal.Member> moving() {
        return members.stream()
                .flatMap(member -> member instanceof MemberPlan.Move move ? Stream.of(move.member()) : Stream.empty())
                .toList();
    }
}
