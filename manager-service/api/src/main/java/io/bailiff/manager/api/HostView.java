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
 * A host as operators see it.
 *
 * @param connected whether its agent was heard of lately
 * @param desiredRevision of what is wanted of it
 * @param cordon all reasons for which it gets no assignments, for people, or null if it gets some
 * @param cordonReason an operator's reason among these, or null if no operator has cordoned it
 * @param fences the conflicts whose fences are among these
 * @param guard how its guard was when that was reported
 * @param inventory where the rest comes from, or null if there was no report yet
 * @param groups its groups; only of one host, not in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostView(
        UUID id,
        String name,
        boolean connected,
        @Nullable Instant lastSeenAt,
        Instant enrolledAt,
        long desiredRevision,
        @Nullable String cordon,
        @Nullable String cordonReason,
        List<UUID> fences,
        LibvirtStatus libvirt,
        @Nullable GuardReport guard,
        @Nullable Report inventory,
        @Nullable List<GroupView> groups,
        @Nullable List<FunctionReport> ungrouped) {

    /** Which report the inventory is from, and what it says of the host itself. */
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
