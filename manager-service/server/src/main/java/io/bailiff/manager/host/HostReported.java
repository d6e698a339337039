// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A report differs from the previous report. Published in the transaction that takes the report. A change of a group does not concern the
 * waiters for other groups: a host with claims on all groups at once reports often.
 *
 * @param host the host
 * @param asBefore the groups without any change, in the same boot of the host
 * @param operations the ids of the operations with a new or changed outcome
 * @param revision true if the agent knows another revision of the desired state
 */
public record HostReported(UUID host, Set<GroupFingerprint> asBefore, Set<String> operations, boolean revision) {

    public HostReported {
        asBefore = Set.copyOf(asBefore);
        operations = Set.copyOf(operations);
    }

    static HostReported first(UUID host) {
        return new HostReported(host, Set.of(), Set.of(), true);
    }

    static HostReported after(UUID host, HostReport before, HostReport now) {
        Set<OrderOutcome> outcomes = new HashSet<>(now.outcomes());
        before.outcomes().forEach(outcomes::remove);
        return new HostReported(
                host,
                asBefore(before, now),
                outcomes.stream().map(OrderOutcome::operationId).collect(Collectors.toSet()),
                now.appliedRevision() != before.appliedRevision());
    }

    private static Set<GroupFingerprint> asBefore(HostReport before, HostReport now) {
        Set<IommuGroupReport> same = new HashSet<>(now.groups());
        same.retainAll(before.groups());
        return now.bootId().equals(before.bootId())
                ? same.stream().map(IommuGroupReport::fingerprint).collect(Collectors.toSet())
                : Set.of();
    }

    /**
     * Returns true if the report may matter to a waiter for a group.
     *
     * @param group the group; an unreported group always counts as changed
     * @param operation the id of the last order for the group, or null
     * @param awaitsRevision true if the waiter waits until the agent knows a revision
     */
    public boolean concerns(GroupFingerprint group, @Nullable String operation, boolean awaitsRevision) {
        return !asBefore.contains(group)
                || (operation != null && operations.contains(operation))
                || (revision && awaitsRevision);
    }
}
