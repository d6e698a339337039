// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.plan;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import io.bailiff.manager.api.Plan;
import io.bailiff.manager.assignment.Proposal;
import io.bailiff.manager.host.ReportViews;
import io.bailiff.manager.host.UnguardedLoans.Permission;
import io.bailiff.manager.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the plan of an assignment from a proposal. */
final class Plans {

    private static final int LONGEST_PROBLEM = 500;

    private Plans() {}

    static Plan of(Proposal proposal) {
        return new Plan(
                proposal.refusals().isEmpty(),
                proposal.refusals().stream().map(Plans::reason).toList(),
                warnings(proposal),
                proposal.host().name(),
                new Plan.GuestState(
                        proposal.guest().uuid(),
                        proposal.guest().name(),
                        proposal.guest().state()),
                new Plan.GroupState(
                        proposal.group().number(),
                        proposal.group().fingerprint(),
                        proposal.group().state().name()),
                proposal.functions(),
                proposal.siblings(),
                proposal.siblings().isEmpty() ? null : proposal.group().fingerprint(),
                proposal.consentGiven(),
                proposal.allowed().codes().isEmpty() ? null : proposal.allowed().sorted(),
                ReportViews.dependents(proposal.group()),
                ReportViews.unknowns(proposal.group()),
                proposal.group().detachPlan(),
                guestSteps(proposal));
    }

    private static List<String> guestSteps(Proposal proposal) {
        return proposal.functions().stream()
                .map(address -> guestStep(proposal, address))
                .toList();
    }

    private static String guestStep(Proposal proposal, PciAddress address) {
        String name = Printable.name(proposal.guest().name());
        if (!proposal.guest().active()) {
            return "add " + address + " to the definition of " + name + ", for the next start of the guest";
        }
        return "attach " + address + " to the running guest " + name
                + (proposal.guest().persistent() ? ", and add it to the definition" : "");
    }

    private static List<Plan.Reason> warnings(Proposal proposal) {
        return Stream.of(unguarded(proposal), alsoIn(proposal), fence(proposal))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Plan.Reason> unguarded(Proposal proposal) {
        Permission permission = proposal.unguarded();
        String host = proposal.host().name();
        return permission == null
                ? Optional.empty()
                : Optional.of(new Plan.Reason(
                        "urn:bailiff:warning:guard-not-working",
                        "The host's guard does not work",
                        "A claim of " + host + " would not be held. " + permission.by()
                                + " has allowed such assignments: " + permission.reason(),
                        "host",
                        "Restore the guard, then DELETE /api/v1/hosts/" + host + "/unguarded-loans."));
    }

    private static Optional<Plan.Reason> alsoIn(Proposal proposal) {
        if (proposal.alsoIn().isEmpty()) {
            return Optional.empty();
        }
        String others = proposal.alsoIn().stream()
                .map(guest -> Printable.name(guest.name()) + (guest.active() ? "" : " (off)"))
                .collect(Collectors.joining(", "));
        return Optional.of(new Plan.Reason(
                "urn:bailiff:warning:function-in-another-guest",
                "Another guest names a function of the group",
                "Guests with a function of the group now, or at their next start: " + others
                        + ". While one of them has it, "
                        + Printable.name(proposal.guest().name())
                        + " cannot use it, and a claim of the host waits.",
                "functions",
                "Remove the function from these guests: virsh detach-device GUEST FILE --config."));
    }

    private static Optional<Plan.Reason> fence(Proposal proposal) {
        return Optional.ofNullable(proposal.fenceProblem())
                .map(problem -> new Plan.Reason(
                        "urn:bailiff:warning:fence-in-part",
                        "A fence cannot clear bus mastering on this host",
                        Printable.text(problem, LONGEST_PROBLEM)
                                + " If the guest's process cannot be ended, the fence relies on the suspended guest and on denied claims.",
                        "host",
                        "Boot without lockdown, or accept that only a reboot of the host stops the function then."));
    }

    private static Plan.Reason reason(Problem problem) {
        return new Plan.Reason(
                problem.type().toString(), problem.title(), problem.detail(), problem.field(), problem.remedy());
    }
}
