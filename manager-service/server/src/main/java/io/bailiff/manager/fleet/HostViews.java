// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GuardReport;
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
import org.jspecify.annotations.Nullable;

/** Shows hosts to operators. */
final class HostViews {

    private HostViews() {}

    /** The part of a report that a list shows. */
    record Reported(GuardReport guard, HostView.Report report) {

        static Reported of(Inventory inventory) {
            return new Reported(inventory.report().guard(), HostViews.report(inventory));
        }
    }

    /** Returns the view of a host without its groups. */
    static HostView brief(
            Host host,
            Cordon cordon,
            @Nullable Permission unguarded,
            LibvirtStatus libvirt,
            @Nullable Reported reported) {
        return view(host, cordon, unguarded, libvirt, reported, null, null);
    }

    /** Returns the view of a host with its groups. */
    static HostView of(
            Host host,
            Cordon cordon,
            @Nullable Permission unguarded,
            LibvirtStatus libvirt,
            @Nullable Inventory inventory,
            List<GroupView> groups) {
        return view(
                host,
                cordon,
                unguarded,
                libvirt,
                inventory == null ? null : Reported.of(inventory),
                groups,
                inventory == null ? null : inventory.report().ungrouped());
    }

    private static HostView view(
            Host host,
            Cordon cordon,
            @Nullable Permission unguarded,
            LibvirtStatus libvirt,
            @Nullable Reported reported,
            @Nullable List<GroupView> groups,
            @Nullable List<FunctionReport> ungrouped) {
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
                unguarded == null ? null : of(unguarded),
                libvirt,
                reported == null ? null : reported.guard(),
                reported == null ? null : reported.report(),
                groups,
                ungrouped);
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
