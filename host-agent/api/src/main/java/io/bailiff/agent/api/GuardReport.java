// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;

/**
 * The state of a host's guard.
 *
 * @param policy the guard's reaction to claims
 * @param working true if the guard sees claims; if false, {@code limits} gives the reason
 * @param survivesAgent the mechanism that keeps openers held after the death of the agent: {@code systemd},
 *     {@code holder process 4711}; or {@code nothing}, and then the kernel lets the openers through
 * @param limits the guard's blind spots on this host, for people; stored reports of earlier versions use the name
 *     {@code blindSpots}
 */
public record GuardReport(
        Policy policy,
        boolean working,
        String survivesAgent,
        @JsonAlias("blindSpots") List<String> limits) {

    public GuardReport {
        limits = List.copyOf(limits);
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
