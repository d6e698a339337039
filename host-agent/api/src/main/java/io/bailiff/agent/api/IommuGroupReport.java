// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.bailiff.agent.api.limit.Entries;
import io.bailiff.agent.api.limit.Range;
import io.bailiff.agent.api.limit.Text;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An IOMMU group of a host.
 *
 * @param number the group's number in the current boot
 * @param fingerprint the group's identity across boots
 * @param state the state of the group's drivers and overrides
 * @param use the use of the group by processes
 * @param members the group's functions, by address
 * @param reservedRegions the group's reserved regions
 * @param refusals the reasons for which the group cannot leave the host; empty if there are none
 * @param detachPlan the steps of a detach now; empty if the detach is refused or already done
 * @param owner the requester of the detach ({@code assignment 5f2c…}, {@code command line}), or null
 * @param problems unreadable parts of the group, for people
 * @param dependents the devices that depend on a member; empty from an older agent
 */
public record IommuGroupReport(
        @Range(least = -1, most = Integer.MAX_VALUE) int number,
        GroupFingerprint fingerprint,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        GroupState state,

        GroupUse use,
        @Entries(most = 4096) List<FunctionReport> members,
        @Entries(most = 1000, shortens = true) List<ReservedRegion> reservedRegions,
        @Entries(most = 10_000, shortens = true) List<Refusal> refusals,
        @Entries(most = 100_000, shortens = true) List<PlannedStep> detachPlan,
        @Text(longest = 1000) @Nullable String owner,

        @Entries(most = 1000, shortens = true) @Text(longest = 4096)
        List<String> problems,

        @Entries(most = 65_536, shortens = true) List<Dependent> dependents) {

    public IommuGroupReport {
        members = List.copyOf(Objects.requireNonNull(members, "members"));
        reservedRegions = List.copyOf(Objects.requireNonNull(reservedRegions, "reservedRegions"));
        refusals = List.copyOf(Objects.requireNonNull(refusals, "refusals"));
        detachPlan = List.copyOf(Objects.requireNonNull(detachPlan, "detachPlan"));
        problems = List.copyOf(Objects.requireNonNull(problems, "problems"));
        dependents = orNone(dependents);
    }

    /** Returns the group with other reasons to stay with the host. */
    public IommuGroupReport withRefusals(List<Refusal> others) {
        return new IommuGroupReport(
                number,
                fingerprint,
                state,
                use,
                members,
                reservedRegions,
                others,
                detachPlan,
                owner,
                problems,
                dependents);
    }

    /** An older agent reports no dependents, and the JSON reader then passes null. */
    private static List<Dependent> orNone(@Nullable List<Dependent> dependents) {
        return dependents == null ? List.of() : List.copyOf(dependents);
    }
}
