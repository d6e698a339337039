package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a claim.
 *
 * @param status how it goes on
 * @param groups the groups that it is about; exactly one if it waits
 * @param function the member that is wanted, if that can be told
 * @param message why, for people
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
}
