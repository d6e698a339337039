package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PlannedStep;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a detach of a group does, member by member.
 *
 * @param fingerprint the group
 * @param members all its members, by address
 */
public record GroupPlan(GroupFingerprint fingerprint, List<MemberPlan> members) {

    public GroupPlan {
        members = List.copyOf(members);
    }

    /** The same for printing: members by address, each one's steps in the order in which they are taken. */
    public List<PlannedStep> steps() {
        return members.stream().flatMap(member -> member.steps().stream()).toList();
    }

    /** The members that move. */
    List<Journal.Member> moving() {
        return members.stream()
                .flatMap(member -> member instanceof MemberPlan.Move move ? Stream.of(move.member()) : Stream.empty())
                .toList();
    }
}
