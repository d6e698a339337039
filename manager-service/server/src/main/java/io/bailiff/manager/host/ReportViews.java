// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.agent.api.Dependent;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import io.bailiff.manager.api.DependentView;
import io.bailiff.manager.api.HealthView;
import java.util.List;
import java.util.function.Predicate;

/** Shows parts of a report to operators. A host chooses the texts, so unprintable characters are escaped and long texts are cut. */
public final class ReportViews {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TEXT = 4096;

    private ReportViews() {}

    /** Returns the devices that depend on a member of the group, in the order of the report. */
    public static List<DependentView> dependents(IommuGroupReport group) {
        return group.dependents().stream().map(ReportViews::dependent).toList();
    }

    private static DependentView dependent(Dependent dependent) {
        return new DependentView(
                dependent.function(),
                dependent.kind(),
                Printable.text(dependent.name(), LONGEST_NAME),
                Printable.optional(dependent.driver(), LONGEST_NAME),
                Printable.optional(dependent.use(), LONGEST_TEXT));
    }

    /** Returns the health events of functions. */
    public static List<HealthView> health(HostReport report, Predicate<PciAddress> functions) {
        return report.health().stream()
                .filter(event -> functions.test(event.function()))
                .map(ReportViews::health)
                .toList();
    }

    private static HealthView health(HealthEvent event) {
        return new HealthView(
                event.id(),
                event.function(),
                event.kind(),
                event.kind().text(),
                Printable.optional(event.detail(), LONGEST_TEXT),
                event.count(),
                event.firstAt(),
                event.lastAt(),
                event.bootId(),
                null);
    }

    /** Returns the use of the group by processes, with the reasons for an unknown use. */
    public static GroupUse use(IommuGroupReport group) {
        return new GroupUse(group.use().state(), group.use().holders(), unknowns(group));
    }

    /** Returns the reasons for an unknown use of the group. */
    public static List<String> unknowns(IommuGroupReport group) {
        return group.use().unknowns().stream()
                .map(text -> Printable.text(text, LONGEST_TEXT))
                .toList();
    }
}
