// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.manager.host.Cordon;
import io.bailiff.manager.host.Cordons;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.host.OutdatedHosts;
import io.bailiff.manager.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Decides if the present state of a group allows a loan. */
@Component
class Lendable {

    private final AssignmentStore assignmentStore;
    private final Cordons cordons;
    private final GuardRule guard;
    private final OutdatedHosts outdated;

    Lendable(AssignmentStore assignmentStore, Cordons cordons, GuardRule guard, OutdatedHosts outdated) {
        this.assignmentStore = assignmentStore;
        this.cordons = cordons;
        this.guard = guard;
        this.outdated = outdated;
    }

    /**
     * Returns all reasons against the loan of a group; empty if the group can be lent.
     *
     * @param inventory the last report of the host, with the group
     */
    List<Problem> refusals(Host host, Inventory inventory, IommuGroupReport group, LoanRequest request) {
        List<Problem> refusals = new ArrayList<>();
        if (outdated.isOutdated(host.id())) {
            refusals.add(LoanProblems.recordOutdated(host));
        }
        Cordon cordon = cordons.of(host.id());
        if (cordon.stands()) {
            refusals.add(LoanProblems.hostCordoned(host, cordon));
        }
        guard.refusal(host, inventory).ifPresent(refusals::add);
        GroupFingerprint consent = request.consent();
        if (consent != null && !consent.equals(group.fingerprint())) {
            refusals.add(LoanProblems.staleConsent(group));
        }
        Optional<Assignment> holder = holder(host, group);
        if (holder.isPresent()) {
            refusals.add(LoanProblems.alreadyLent(holder.get()));
            return refusals;
        }
        List<Refusal> standing = group.refusals().stream()
                .filter(refusal -> !request.allowed().overrides(refusal))
                .toList();
        if (!standing.isEmpty()) {
            refusals.add(LoanProblems.refused(host, group, standing));
        }
        if (group.state() != GroupState.WITH_HOST && !isAdoptable(group)) {
            refusals.add(LoanProblems.notWithHost(group));
        }
        if (group.use().state() != GroupUse.State.FREE) {
            refusals.add(LoanProblems.notFree(group));
        }
        return refusals;
    }

    /**
     * Returns true for a group that the host itself keeps on vfio drivers, by a setting or a script, without an owner. The agent can take
     * over such a group: a reattach returns the group to exactly this state.
     */
    private static boolean isAdoptable(IommuGroupReport group) {
        return group.owner() == null
                && group.problems().isEmpty()
                && !group.detachPlan().isEmpty()
                && (group.state() == GroupState.DETACHED || group.state() == GroupState.MIXED);
    }

    /** Returns the live assignment of the group, or of any function in the group. */
    private Optional<Assignment> holder(Host host, IommuGroupReport group) {
        return assignmentStore
                .liveOf(host.id(), group.fingerprint())
                .or(() -> group.members().stream()
                        .flatMap(member -> assignmentStore.liveWith(host.id(), member.address()).stream())
                        .findFirst());
    }

    /** Returns true for a bridge of any kind, the host bridges and ISA bridges of the chipset included: no guest gets a bridge. */
    static boolean isBridge(IommuGroupReport group, PciAddress address) {
        return group.members().stream()
                .filter(member -> member.address().equals(address))
                .anyMatch(member -> member.kind() == FunctionKind.BRIDGE || member.isChipset());
    }

    static long endpoints(IommuGroupReport group) {
        return group.members().stream()
                .filter(member -> member.kind() == FunctionKind.ENDPOINT)
                .count();
    }
}
