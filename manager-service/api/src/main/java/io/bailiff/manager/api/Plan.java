package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
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
public record Plan(
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

    public record GuestState(UUID uuid, String name, String state) {}

    public record GroupState(int number, GroupFingerprint fingerprint, String state) {}

    /** The same problem that the assignment would be answered with. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reason(
            String type,
            String title,
            String detail,
            @Nullable String field,
            String remedy) {}
}
