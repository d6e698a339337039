package io.bailiff.manager.assignment;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.guest.KnownGuest;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.problem.Problem;
import java.util.List;

/**
 * A loan compared with what is there now.
 *
 * @param host the host
 * @param guest the guest
 * @param group the group that all the functions are in
 * @param functions what the guest would get
 * @param refusals why it cannot be done now; empty if it can, given consent
 * @param consentGiven whether the caller has agreed to all of the group, or need not because the group has nothing else
 */
public record Proposal(
        Host host,
        KnownGuest guest,
        IommuGroupReport group,
        List<PciAddress> functions,
        List<Problem> refusals,
        boolean consentGiven) {

    public Proposal {
        functions = List.copyOf(functions);
        refusals = List.copyOf(refusals);
    }

    /** The endpoints of the group that leave the host although the guest does not get them. */
    public List<FunctionReport> siblings() {
        return endpoints().stream()
                .filter(member -> !functions.contains(member.address()))
                .toList();
    }

    /** Every endpoint of the group. */
    public List<FunctionReport> endpoints() {
        return group.members().stream()
                .filter(member -> member.kind() == FunctionKind.ENDPOINT)
                .toList();
    }
}
