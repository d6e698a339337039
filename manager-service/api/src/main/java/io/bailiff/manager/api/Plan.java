// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.Refusal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a possible assignment, judged from the host's last report and from libvirt.
 *
 * @param would true if the assignment would be made, given consent
 * @param refused the reasons why the assignment would be rejected
 * @param warnings the dangers of the assignment that do not prevent it
 * @param host the host
 * @param guest the guest
 * @param group the group
 * @param functions the functions for the guest
 * @param siblings the endpoints to be detached from the host although the guest does not get them
 * @param consent the fingerprint to send as {@code consent}, or null if no consent is needed
 * @param consentGiven true if the request has the consent, or needs none
 * @param allowed the codes of the uses of the group that the request allows to end; null: none
 * @param dependents the devices that depend on the group; a detach removes or releases each of these devices
 * @param useUnknowns the reasons why the use of the group by processes is unknown; empty if the use is known
 * @param hostSteps the steps of the agent
 * @param guestSteps the changes to the guest, for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Plan(
        boolean would,
        List<Reason> refused,
        List<Reason> warnings,
        String host,
        GuestState guest,
        GroupState group,
        List<PciAddress> functions,
        List<FunctionReport> siblings,
        @Nullable GroupFingerprint consent,
        boolean consentGiven,
        @Nullable List<Refusal.Code> allowed,
        List<DependentView> dependents,
        List<String> useUnknowns,
        List<PlannedStep> hostSteps,
        List<String> guestSteps) {

    public record GuestState(UUID uuid, String name, String state) {}

    public record GroupState(int number, GroupFingerprint fingerprint, String state) {}

    /** A problem identical to the answer of the rejected assignment request, or a warning. The type of a warning is {@code urn:bailiff:warning:…}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reason(
            String type,
            String title,
            String detail,
            @Nullable String field,
            String remedy) {}
}
