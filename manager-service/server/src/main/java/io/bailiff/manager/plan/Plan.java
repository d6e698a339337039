package io.bailiff.manager.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.manager.assignment.Proposal;
import io.bailiff.manager.problem.Problem;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an assignment would do, by what is known now.
 *
 * @param would whether it would be done, given consent
 * @param refused why it would not be
 * @param host the host
 * @param guest the guest
 * @param group the group
 * @param functions what the guest would get
 * @param siblings what would leave the host although the guest does not get it
 * @param consent the fingerprint to send as {@code consent}, or null if none is needed
 * @param consentGiven whether the request has it, or needs none
 * @param hostSteps what the agent would do
 * @param guestSteps what would be done to the guest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Plan(
        boolean would,
        List<Reason> refused,
        String host,
        GuestState guest,
        GroupState group,
        List<PciAddress> functions,
        List<FunctionReport> siblings,
        @Nullable GroupFingerprint consent,
        boolean consentGiven,
        List<PlannedStep> hostSteps,
        List<String> guestSteps) {

    record GuestState(UUID uuid, String name, String state) {}

    record GroupState(int number, GroupFingerprint fingerprint, String state) {}

    /** The same problem that the assignment would be answered with. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reason(
            String type,
            String title,
            String detail,
            @Nullable String field,
            String remedy) {

        static Reason of(Problem problem) {
            return new Reason(
                    problem.type().toString(), problem.title(), problem.detail(), problem.field(), problem.remedy());
        }
    }

    static Plan of(Proposal proposal) {
        return new Plan(
                proposal.refusals().isEmpty(),
                proposal.refusals().stream().map(Reason::of).toList(),
                proposal.host().name(),
                new GuestState(
                        proposal.guest().uuid(),
                        proposal.guest().name(),
                        proposal.guest().state()),
                new GroupState(
                        proposal.group().number(),
                        proposal.group().fingerprint(),
                        proposal.group().state().name()),
                proposal.functions(),
                proposal.siblings(),
                proposal.siblings().isEmpty() ? null : proposal.group().fingerprint(),
                proposal.consentGiven(),
                proposal.group().detachPlan(),
                guestSteps(proposal));
    }

    private static List<String> guestSteps(Proposal proposal) {
        return proposal.functions().stream()
                .map(address -> guestStep(proposal, address))
                .toList();
    }

    private static String guestStep(Proposal proposal, PciAddress address) {
        String name = proposal.guest().name();
        if (!proposal.guest().active()) {
            return "put " + address + " into the definition of " + name + ": its next start has it";
        }
        return "plug " + address + " into the running " + name
                + (proposal.guest().persistent() ? ", and put it into its definition" : "");
    }
}
