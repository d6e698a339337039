package io.bailiff.agent.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One IOMMU group of a host.
 *
 * @param number its number in this boot
 * @param fingerprint what it is known by
 * @param state who has it
 * @param use whether a process has it open
 * @param members its functions, by address
 * @param reservedRegions its reserved regions
 * @param refusals why it cannot leave the host; empty if it can
 * @param detachPlan what a detach would do now; empty if it is refused or detached already
 * @param owner who had the agent detach it ({@code assignment 5f2c…}, {@code command line}), or null
 * @param problems what could not be read, for people
 */
public record IommuGroupReport(
        int number,
        GroupFingerprint fingerprint,
        GroupState state,
        GroupUse use,
        List<FunctionReport> members,
        List<ReservedRegion> reservedRegions,
        List<Refusal> refusals,
        List<PlannedStep> detachPlan,
        @Nullable String owner,
        List<String> problems) {

    public IommuGroupReport {
        members = List.copyOf(members);
        reservedRegions = List.copyOf(reservedRegions);
        refusals = List.copyOf(refusals);
        detachPlan = List.copyOf(detachPlan);
        problems = List.copyOf(problems);
    }
}
