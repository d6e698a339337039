// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.PciAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of an attempt that touches lent groups.
 *
 * @param groups the lent groups that the attempt may touch
 * @param function the function of the attempt, or null if unknown
 */
record AttemptMeaning(List<LentGroup> groups, @Nullable PciAddress function) {

    /**
     * Returns the meaning of an attempt. A write, and an open of a function's file, mean the named function. If the named function is no
     * member, but the physical function of members or a bridge above, the first such member stands for all. A write of a device id has no
     * single function: the first member that the id touches stands for all. An open of a shared file means any function, unless the command
     * line or a changed override names a member. An open that has come past a cover shows nothing more: the agent reads what honest commands
     * write.
     *
     * @param touched the lent groups in reach of the attempt
     * @param touchedMember returns the first member of a group that the attempt touches
     */
    static AttemptMeaning of(
            Attempt attempt,
            Claimant claimant,
            List<LentGroup> touched,
            AttemptContext context,
            Function<LentGroup, Optional<LentGroup.Member>> touchedMember) {
        if (attempt.id() != null) {
            return new AttemptMeaning(touched, first(touched, touchedMember));
        }
        if ((attempt.isBlind() && context.isCovered()) || attempt.file().kind() == Kind.RESCAN) {
            return new AttemptMeaning(touched, null);
        }
        if (!attempt.isBlind()) {
            PciAddress named = attempt.named();
            boolean isMember = named != null
                    && touched.stream().anyMatch(group -> group.member(named).isPresent());
            return new AttemptMeaning(touched, isMember ? named : first(touched, touchedMember));
        }
        return naming(touched, NamedFunctions.namedBy(claimant))
                .or(() -> naming(touched, context.overridden()))
                .orElseGet(() -> new AttemptMeaning(touched, null));
    }

    private static @Nullable PciAddress first(
            List<LentGroup> touched, Function<LentGroup, Optional<LentGroup.Member>> touchedMember) {
        return touched.stream()
                .flatMap(group -> touchedMember.apply(group).stream())
                .map(LentGroup.Member::address)
                .findFirst()
                .orElse(null);
    }

    /** Returns the groups with a named member, and the first such member; empty if no member is named. */
    private static Optional<AttemptMeaning> naming(List<LentGroup> touched, Collection<PciAddress> named) {
        List<LentGroup> groups = touched.stream()
                .filter(group ->
                        named.stream().anyMatch(address -> group.member(address).isPresent()))
                .toList();
        return named.stream()
                .filter(address ->
                        groups.stream().anyMatch(group -> group.member(address).isPresent()))
                .findFirst()
                .map(function -> new AttemptMeaning(groups, function));
    }
}
