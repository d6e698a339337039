package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.group.Journal.Member;
import io.bailiff.agent.pci.IommuGroup;
import java.util.List;
import java.util.Optional;

/** Who has a group, by its members' drivers and overrides, and by the journal of this boot if there is one. */
final class GroupStates {

    private GroupStates() {}

    /** A group that the agent has not touched, or has given back. */
    static GroupState withoutJournal(IommuGroup group) {
        if (!group.problems().isEmpty()) {
            return GroupState.UNKNOWN;
        }
        List<FunctionReport> endpoints = group.endpoints();
        if (!endpoints.isEmpty() && endpoints.stream().allMatch(GroupStates::isAway)) {
            return GroupState.DETACHED;
        }
        return endpoints.stream().allMatch(GroupStates::isHome) ? GroupState.WITH_HOST : GroupState.MIXED;
    }

    /**
     * A group with a journal is never with the host, whatever its members look like: it is detached if every member is
     * where the journal has it and none is with the host, and between the two otherwise.
     */
    static GroupState withJournal(IommuGroup group, Journal journal) {
        if (!group.problems().isEmpty()) {
            return GroupState.UNKNOWN;
        }
        boolean detached = journal.phase() == Journal.Phase.DETACHED
                && group.endpoints().stream().noneMatch(GroupStates::isOnHostDriver)
                && journal.members().stream().allMatch(member -> isWhereItShallBe(group, member));
        return detached ? GroupState.DETACHED : GroupState.MIXED;
    }

    private static boolean isWhereItShallBe(IommuGroup group, Member member) {
        Optional<FunctionReport> function = group.member(member.address());
        return function.isPresent() && Binding.of(function.get()).isHeldBy(member.targetDriver());
    }

    private static boolean isOnHostDriver(FunctionReport function) {
        return function.driver() != null && !VfioDrivers.isAway(function.driver());
    }

    private static boolean isAway(FunctionReport function) {
        return VfioDrivers.isAway(function.driver())
                && Binding.of(function).isHeldBy(String.valueOf(function.driver()));
    }

    private static boolean isHome(FunctionReport function) {
        return !VfioDrivers.isAway(function.driver()) && !VfioDrivers.isAway(function.driverOverride());
    }
}
