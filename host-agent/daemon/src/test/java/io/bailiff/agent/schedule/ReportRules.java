// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.OrderOutcome.Status;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal.Phase;
import io.bailiff.agent.link.SingleThreadedAgent;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the agent reports is so: looked at while it does nothing. */
final class ReportRules {

    private final ScheduledHost host;
    private final Rules rules;
    private final Set<String> believed = new HashSet<>();

    ReportRules(ScheduledHost host) {
        this.host = host;
        this.rules = host.rules();
    }

    void atRest(SingleThreadedAgent agent) {
        agent.outcomes().forEach(outcome -> isTrue(outcome, agent.claims()));
        claims(agent.claims());
        agent.claims().stream().filter(claim -> claim.status().waits()).forEach(this::waitsForNoFence);
    }

    /** Right after it has looked at the host. */
    void surveyed(SingleThreadedAgent agent) {
        for (int group = 0; group < Stage.GROUPS.size(); group++) {
            int number = group;
            agent.groups().stream()
                    .filter(report -> report.fingerprint().equals(host.view().fingerprint(number)))
                    .forEach(report -> isTrue(number, report));
        }
    }

    private void isTrue(int group, IommuGroupReport report) {
        Optional<Phase> phase = host.view().phase(group);
        String what = "report: group " + group + " is said to be " + report.state() + ", with journal " + phase
                + ", on " + host.view().bound(group);
        rules.require(report.state() != GroupState.WITH_HOST || phase.isEmpty(), what);
        rules.require(report.state() != GroupState.DETACHED || host.view().isAway(group) || phase.isPresent(), what);
        if (host.isOpen(group) || (host.isUseHidden() && host.view().canBeOpen(group))) {
            rules.require(
                    report.use().state() != GroupUse.State.FREE, "rule 7: group " + group + " is said to be free");
        }
    }

    /** An outcome is true when it is first told; later the world goes on. */
    private void isTrue(OrderOutcome outcome, List<ClaimReport> claims) {
        rules.require(
                !outcome.message().startsWith("Unexpected exception"), "unexpected exception: " + outcome.message());
        Optional<GroupOrder> order = host.manager().issued(outcome.operationId());
        if (order.isPresent() && believed.add(host.boot() + "/" + outcome.operationId() + "/" + outcome.status())) {
            isTrue(outcome, claims, order.get(), host.view().group(order.get().fingerprint()));
        }
    }

    private void isTrue(OrderOutcome outcome, List<ClaimReport> claims, GroupOrder order, int group) {
        Optional<Phase> phase = host.view().phase(group);
        String what = "outcome: " + order.want() + " of group " + group + " is told to be " + outcome.status()
                + ", with journal " + phase + ", on " + host.view().bound(group);
        if (outcome.status() == Status.FAILED) {
            rules.require(phase.isEmpty() || host.view().isLent(group), what);
        } else if (outcome.status() == Status.DONE) {
            switch (order.want()) {
                case DETACHED -> rules.require(host.view().isLent(group) && isAway(group, claims), what);
                case WITH_HOST -> rules.require(phase.isEmpty(), what);
                case FENCED -> isFenced(group, what);
            }
        }
    }

    /** Somebody may have changed a pin since, while no agent lived to tell of what was done: then that is told as a claim. */
    private boolean isAway(int group, List<ClaimReport> claims) {
        return Stage.GROUPS.get(group).stream()
                .allMatch(function -> host.view().bound(function).isAway()
                        || (host.view().bound(function).isOnVfio() && isClaimed(function, claims)));
    }

    private static boolean isClaimed(PciAddress function, List<ClaimReport> claims) {
        return claims.stream()
                .anyMatch(claim -> claim.status() == ClaimReport.Status.STANDING && function.equals(claim.function()));
    }

    private void isFenced(int group, String what) {
        for (PciAddress function : Stage.GROUPS.get(group)) {
            rules.require(!host.view().hasBusMastering(function), what + ", and " + function + " is a bus master");
        }
    }

    /** A pin that the kernel does not let put back is what a claim is left to stand for. */
    private void waitsForNoFence(ClaimReport claim) {
        PciAddress function = claim.function();
        boolean isFenced = claim.groups().stream().anyMatch(rules.kept()::isFenced);
        boolean cannotEnd =
                claim.status() == ClaimReport.Status.STANDING && function != null && rules.isPinRefused(function);
        rules.require(
                !isFenced || cannotEnd,
                "fence: nobody may take a fenced group, and a claim is " + claim.status() + ": " + claim.what());
    }

    /** Whoever sleeps is in the books, and the other way round: nobody's end is told who still sleeps. */
    private void claims(List<ClaimReport> claims) {
        for (ClaimReport claim : claims) {
            rules.require(
                    claim.status() != ClaimReport.Status.HELD || claim.function() != null,
                    "claims: a guest would be asked for an unknown function: " + claim.what());
        }
        for (Claimants.Claimant claimant : host.claimants().held()) {
            List<ClaimReport> of = claims.stream()
                    .filter(claim ->
                            claim.claimant() != null && claim.claimant().pid() == claimant.pid())
                    .toList();
            rules.require(
                    of.stream().anyMatch(claim -> claim.status() == ClaimReport.Status.HELD),
                    "claims: process " + claimant.pid() + " sleeps, and of it is told "
                            + of.stream().map(ClaimReport::status).toList());
            rules.require(!claimant.isLibvirt(), "claims: a daemon of libvirt's is held");
        }
    }
}
