// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GuardReport;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The operators' view of a host.
 *
 * @param connected true if the host's agent was last seen within the configured time
 * @param desiredRevision the revision of the host's desired state
 * @param cordon all reasons why the host gets no assignments, for people, or null if the host gets assignments
 * @param cordonReason an operator's reason for the cordon, also part of {@code cordon}, or null if no operator has cordoned the host
 * @param fences the conflicts whose fences cordon the host
 * @param unguardedLoans the permission for assignments while the guard does not work, or null: none
 * @param guard the state of the host's guard in the last report
 * @param inventory the report behind the other fields, or null if the agent has not reported yet
 * @param groups the groups of the host; null in lists of hosts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostView(
        UUID id,
        String name,
        boolean connected,
        @Nullable Instant lastSeenAt,
        Instant joinedAt,
        long desiredRevision,
        @Nullable String cordon,
        @Nullable String cordonReason,
        List<UUID> fences,
        @Nullable UnguardedLoansView unguardedLoans,
        LibvirtStatus libvirt,
        @Nullable GuardReport guard,
        @Nullable Report inventory,
        @Nullable List<GroupView> groups,
        @Nullable List<FunctionReport> ungrouped) {

    /** The report behind the inventory, and the facts about the host itself in the report. */
    public record Report(
            Instant observedAt,
            Instant receivedAt,
            Instant agentStart,
            long sequence,
            String bootId,
            String kernelRelease,
            ConflictBehaviour conflictBehaviour,
            long appliedRevision,
            List<String> problems) {}
}
