// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.host.Inventory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Describes the differences of a group since the loan. The number of the group does not count, since every boot may change the number. */
public final class GroupChange {

    private GroupChange() {}

    /** Returns the differences for people: {@code 0000:03:00.0 is now also in this group}; empty if a report shows the group unchanged. */
    public static Optional<String> of(Assignment assignment, Inventory inventory) {
        Optional<IommuGroupReport> same = inventory.group(assignment.group());
        if (same.isPresent()) {
            return gone(same.get());
        }
        List<String> changes = new ArrayList<>();
        Set<IommuGroupReport> now = new LinkedHashSet<>();
        for (Member member : assignment.members()) {
            Optional<IommuGroupReport> group = inventory.groupOf(member.address());
            group.ifPresent(now::add);
            changed(member, group).ifPresent(changes::add);
        }
        if (now.size() > 1) {
            changes.add("the members are in " + now.size() + " groups now");
        }
        now.stream()
                .flatMap(group -> group.members().stream())
                .filter(function -> function.kind() == FunctionKind.ENDPOINT)
                .filter(function -> !assignment.hasMember(function.address()))
                .forEach(function -> changes.add(function.address() + " is now also in this group"));
        // Only bridges can differ now. Bridges are not lent, and not stored.
        return Optional.of(changes.isEmpty() ? "the bridges of the group are others now" : String.join("; ", changes));
    }

    /** An agent reports a lent group that lost members under the fingerprint of the loan, with the lost members. */
    private static Optional<String> gone(IommuGroupReport group) {
        return group.members().stream()
                .filter(function -> function.health() == FunctionHealth.GONE)
                .map(function -> function.address() + " is gone from the bus")
                .reduce((one, other) -> one + "; " + other);
    }

    private static Optional<String> changed(Member member, Optional<IommuGroupReport> group) {
        if (group.isEmpty()) {
            return Optional.of(member.address() + " is no longer in an IOMMU group");
        }
        return group.get().members().stream()
                .filter(function -> function.address().equals(member.address()))
                .map(FunctionReport::ids)
                .filter(ids -> member.ids() != null && !ids.equals(member.ids()))
                .map(ids -> member.address() + " is another device now (" + ids + ", was " + member.ids() + ")")
                .findFirst();
    }
}
