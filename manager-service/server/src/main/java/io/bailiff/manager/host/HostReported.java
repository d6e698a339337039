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
 * A report tells something that the one before did not; published in the transaction that takes it. One group's news is no news
 * for what waits for another: a host whose groups are all claimed at once reports often.
 *
 * @param host the host
 * @param asBefore the groups that are in every respect as they were, in the same boot
 * @param operations those whose outcomes are not what they were
 * @param revision whether the agent knows another revision of the desired state
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
     * Whether it is news for something that is about a group.
     *
     * @param group the group; one that is not reported any more is never as before
     * @param operation what the agent was last told to do with it, or null
     * @param awaitsRevision whether it waits for the agent to know a revision
     */
    public boolean concerns(GroupFingerprint group, @Nullable String operation, boolean awaitsRevision) {
        return !asBefore.contains(group)
                || (operation != null && operations.contains(operation))
                || (revision && awaitsRevision);
    }
}
