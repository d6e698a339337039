// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HostReport;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A report has replaced the previous report, with or without changes. Published in the transaction that takes the report.
 *
 * @param host the host
 * @param report the report
 * @param claimsAsBefore true if the report has the same claims as the previous report, in the same boot of the host
 * @param healthAsBefore true if the report has the same health events as the previous report
 * @param newHealth the health events that the previous report did not have
 */
public record ReportTaken(
        UUID host, HostReport report, boolean claimsAsBefore, boolean healthAsBefore, List<HealthEvent> newHealth) {

    public ReportTaken {
        newHealth = List.copyOf(newHealth);
    }

    static ReportTaken first(UUID host, HostReport report) {
        return new ReportTaken(host, report, false, report.health().isEmpty(), report.health());
    }

    static ReportTaken after(UUID host, HostReport before, HostReport report) {
        boolean asBefore =
                report.bootId().equals(before.bootId()) && report.claims().equals(before.claims());
        Set<String> known = before.health().stream().map(HealthEvent::id).collect(Collectors.toSet());
        List<HealthEvent> added = report.health().stream()
                .filter(event -> !known.contains(event.id()))
                .toList();
        return new ReportTaken(host, report, asBefore, report.health().equals(before.health()), added);
    }
}
