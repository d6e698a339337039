// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.bailiff.agent.api.limit.Entries;
import io.bailiff.agent.api.limit.Text;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a host's guard.
 *
 * @param policy the guard's reaction to claims
 * @param working true if the guard sees claims; if false, {@code limits} gives the reason
 * @param survivesAgent the mechanism that keeps openers held after the death of the agent: {@code systemd},
 *     {@code holder process 4711}; or {@code nothing}, and then the kernel lets the openers through
 * @param limits the guard's blind spots on this host, for people; stored reports of earlier versions use the name
 *     {@code blindSpots}
 * @param fenceProblem the reason why a fence cannot clear bus mastering on this host, for people; null if no reason is known, and from an
 *     older agent
 */
public record GuardReport(
        Policy policy,
        boolean working,
        @Text(longest = 4096) String survivesAgent,

        @Entries(most = 10_000, shortens = true) @Text(longest = 4096) @JsonAlias("blindSpots")
        List<String> limits,

        @Text(longest = 4096) @Nullable String fenceProblem) {

    public GuardReport {
        limits = List.copyOf(Objects.requireNonNull(limits, "limits"));
    }

    /** Creates the report of a guard on a host whose fences work. */
    public GuardReport(Policy policy, boolean working, String survivesAgent, List<String> limits) {
        this(policy, working, survivesAgent, limits, null);
    }

    /** A guard's reaction to claims. */
    public enum Policy {
        /** Every claim is let through and reported. */
        OBSERVE,
        /** A claim is held until the group is free. */
        HOLD,
        /** A claim is refused: lent groups stay lent. */
        DENY
    }
}
