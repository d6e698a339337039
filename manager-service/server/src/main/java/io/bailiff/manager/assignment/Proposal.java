// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.agent.AllowedUses;
import io.bailiff.manager.guest.KnownGuest;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.UnguardedLoans.Permission;
import io.bailiff.manager.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loan request compared with the present state of the host.
 *
 * @param host the host
 * @param guest the guest
 * @param group the group of all the functions
 * @param functions the functions that the guest would get
 * @param refusals the reasons against the loan at present; empty if the loan is possible, given consent
 * @param allowed the uses of the group that the caller allows to end
 * @param consentGiven true if the caller has consented to the whole group, or if consent is not needed because the group has no other
 *     endpoints
 * @param unguarded the permission that the loan relies on because the host's guard does not work, or null
 * @param alsoIn the other guests that have a member of the group, or may get one at their next start
 * @param fenceProblem the reason why a fence cannot clear bus mastering on the host, or null
 */
public record Proposal(
        Host host,
        KnownGuest guest,
        IommuGroupReport group,
        List<PciAddress> functions,
        List<Problem> refusals,
        AllowedUses allowed,
        boolean consentGiven,
        @Nullable Permission unguarded,
        List<KnownGuest> alsoIn,
        @Nullable String fenceProblem) {

    public Proposal {
        functions = List.copyOf(functions);
        refusals = List.copyOf(refusals);
        alsoIn = List.copyOf(alsoIn);
    }

    /** Returns the endpoints of the group that leave the host although the guest does not get the endpoints. */
    public List<FunctionReport> siblings() {
        return endpoints().stream()
                .filter(member -> !functions.contains(member.address()))
                .toList();
    }

    /** Returns every endpoint of the group. */
    public List<FunctionReport> endpoints() {
        return group.members().stream()
                .filter(member -> member.kind() == FunctionKind.ENDPOINT)
                .toList();
    }
}
