package io.bailiff.manager.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.guest.LibvirtStatus;
import io.bailiff.manager.host.Cordon;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Inventory;
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
record HostView(
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
    record Report(
            Instant observedAt,
            Instant receivedAt,
            Instant agentStart,
            long sequence,
            String bootId,
            String kernelRelease,
            ConflictBehaviour conflictBehaviour,
            long appliedRevision,
            List<String> problems) {

        static Report of(Inventory inventory) {
            HostReport report = inventory.report();
            return new Report(
                    report.observedAt(),
                    inventory.receivedAt(),
                    report.agentStart(),
                    report.sequence(),
                    report.bootId(),
                    report.kernelRelease(),
                    report.conflictBehaviour(),
                    report.appliedRevision(),
                    report.problems());
        }
    }

    static HostView brief(Host host, Cordon cordon, LibvirtStatus libvirt, @Nullable Inventory inventory) {
        return of(host, cordon, libvirt, inventory, null);
    }

    static HostView of(
            Host host,
            Cordon cordon,
            LibvirtStatus libvirt,
            @Nullable Inventory inventory,
            @Nullable List<GroupView> groups) {
        return new HostView(
                host.id(),
                host.name(),
                host.connected(),
                host.lastSeenAt(),
                host.enrolledAt(),
                host.revision(),
                cordon.text(),
                cordon.reason(),
                cordon.conflicts(),
                libvirt,
                inventory == null ? null : inventory.report().guard(),
                inventory == null ? null : Report.of(inventory),
                groups,
                groups == null || inventory == null ? null : inventory.report().ungrouped());
    }
}
