// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.group.Journal.Member;
import io.bailiff.agent.pci.IommuGroup;
import java.util.List;
import java.util.Optional;

/** Derives the state of a group from the drivers and overrides of the members, and from the journal of this boot if present. */
final class GroupStates {

    private GroupStates() {}

    /** Returns the state of a group without a journal: never touched by the agent, or reattached. A group with problems is UNKNOWN. */
    static GroupState withoutJournal(IommuGroup group, DriverKinds kinds) {
        if (!group.problems().isEmpty()) {
            return GroupState.UNKNOWN;
        }
        List<FunctionReport> endpoints = group.endpoints();
        if (!endpoints.isEmpty() && endpoints.stream().allMatch(endpoint -> isAway(endpoint, kinds))) {
            return GroupState.DETACHED;
        }
        return endpoints.stream().allMatch(endpoint -> isHome(endpoint, kinds))
                ? GroupState.WITH_HOST
                : GroupState.MIXED;
    }

    /**
     * Returns the state of a group with a journal. Such a group is never {@link GroupState#WITH_HOST}. The group is
     * DETACHED if the phase is DETACHED, no endpoint is on a host driver, and the target drivers hold all journal
     * members on the bus. Otherwise the group is MIXED, or UNKNOWN if the group has problems. A member gone from the bus
     * cannot be with the host, so such a member does not count.
     */
    static GroupState withJournal(IommuGroup group, Journal journal, DriverKinds kinds) {
        if (!group.problems().isEmpty()) {
            return GroupState.UNKNOWN;
        }
        boolean detached = journal.phase() == Journal.Phase.DETACHED
                && group.endpoints().stream().noneMatch(endpoint -> isOnHostDriver(endpoint, journal, kinds))
                && journal.members().stream().allMatch(member -> isWhereItShallBe(group, member));
        return detached ? GroupState.DETACHED : GroupState.MIXED;
    }

    private static boolean isWhereItShallBe(IommuGroup group, Member member) {
        Optional<FunctionReport> function = group.member(member.address());
        return function.isPresent()
                && (function.get().health() == FunctionHealth.GONE
                        || Binding.of(function.get()).isHeldBy(member.targetDriver()));
    }

    /** The target driver of a member is no host driver, even if the aliases cannot be read any more: the aliases have chosen the driver. */
    private static boolean isOnHostDriver(FunctionReport function, Journal journal, DriverKinds kinds) {
        String driver = function.driver();
        boolean isTarget = journal.members().stream()
                .anyMatch(member -> member.address().equals(function.address())
                        && member.targetDriver().equals(driver));
        return driver != null && !kinds.isCertainlyAway(driver) && !isTarget;
    }

    private static boolean isAway(FunctionReport function, DriverKinds kinds) {
        return kinds.isCertainlyAway(function.driver())
                && Binding.of(function).isHeldBy(String.valueOf(function.driver()));
    }

    private static boolean isHome(FunctionReport function, DriverKinds kinds) {
        return !kinds.mayBeAway(function.driver()) && !kinds.mayBeAway(function.driverOverride());
    }
}
