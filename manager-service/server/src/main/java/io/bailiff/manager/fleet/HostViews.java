// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.api.GroupView;
import io.bailiff.manager.api.HostView;
import io.bailiff.manager.api.LibvirtStatus;
import io.bailiff.manager.api.UnguardedLoansView;
import io.bailiff.manager.host.Cordon;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.host.UnguardedLoans.Permission;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows hosts to operators. */
final class HostViews {

    private HostViews() {}

    /** Returns the view of a host without its groups. */
    static HostView brief(
            Host host,
            Cordon cordon,
            Optional<Permission> unguarded,
            LibvirtStatus libvirt,
            @Nullable Inventory inventory) {
        return of(host, cordon, unguarded, libvirt, inventory, null);
    }

    static HostView of(
            Host host,
            Cordon cordon,
            Optional<Permission> unguarded,
            LibvirtStatus libvirt,
            @Nullable Inventory inventory,
            @Nullable List<GroupView> groups) {
        return new HostView(
                host.id(),
                host.name(),
                host.connected(),
                host.lastSeenAt(),
                host.joinedAt(),
                host.revision(),
                cordon.text(),
                cordon.reason(),
                cordon.conflicts(),
                unguarded.map(HostViews::of).orElse(null),
                libvirt,
                inventory == null ? null : inventory.report().guard(),
                inventory == null ? null : report(inventory),
                groups,
                groups == null || inventory == null ? null : inventory.report().ungrouped());
    }

    static UnguardedLoansView of(Permission permission) {
        return new UnguardedLoansView(permission.by(), permission.reason(), permission.at());
    }

    private static HostView.Report report(Inventory inventory) {
        HostReport report = inventory.report();
        return new HostView.Report(
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
