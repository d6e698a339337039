// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decision about a claim.
 *
 * @param status the new status of the claim
 * @param groups the groups in reach of the claim; if the claim waits, all groups that must be free before the process goes on
 * @param function the claimed member, or null if unknown
 * @param message the reason, for people
 */
record Verdict(
        Status status,
        List<GroupFingerprint> groups,
        @Nullable PciAddress function,
        String message) {

    Verdict {
        groups = List.copyOf(groups);
    }

    static Verdict of(Status status, List<LentGroup> groups, @Nullable PciAddress function, String message) {
        return new Verdict(status, groups.stream().map(LentGroup::fingerprint).toList(), function, message);
    }

    /** Returns the part of the verdict about one group. */
    Verdict on(GroupFingerprint group, @Nullable PciAddress member) {
        return new Verdict(status, List.of(group), member, message);
    }

    /** Returns the verdict with another status. */
    Verdict as(Status otherStatus, String why) {
        return new Verdict(otherStatus, groups, function, why);
    }
}
