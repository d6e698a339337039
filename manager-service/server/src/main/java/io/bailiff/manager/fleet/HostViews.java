// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.api.GroupView;
import io.bailiff.manager.api.HostView;
import io.bailiff.manager.api.LibvirtStatus;
import io.bailiff.manager.host.Cordon;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Inventory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows hosts to operators. */
final class HostViews {

    private HostViews() {}

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
                inventory == null ? null : report(inventory),
                groups,
                groups == null || inventory == null ? null : inventory.report().ungrouped());
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
