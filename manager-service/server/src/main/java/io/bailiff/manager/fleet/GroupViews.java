// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.api.GroupView;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.host.ReportViews;
import org.jspecify.annotations.Nullable;

/** Shows groups to operators. */
final class GroupViews {

    private GroupViews() {}

    static GroupView of(IommuGroupReport group, @Nullable Assignment holder, HostReport report) {
        return new GroupView(
                group.number(),
                group.fingerprint(),
                group.state(),
                ReportViews.use(group),
                holder == null ? null : loan(holder),
                group.members(),
                group.refusals(),
                group.detachPlan(),
                group.reservedRegions(),
                group.owner(),
                group.problems(),
                ReportViews.dependents(group),
                ReportViews.health(
                        report,
                        address -> group.members().stream()
                                .anyMatch(member -> member.address().equals(address))));
    }

    private static GroupView.Loan loan(Assignment assignment) {
        return new GroupView.Loan(
                assignment.id(), assignment.guestName(), assignment.state().name());
    }
}
