// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.agent.api.HostReport;
import java.util.UUID;

/**
 * A report has replaced the previous report, with or without changes. Published in the transaction that takes the report.
 *
 * @param host the host
 * @param report the report
 * @param claimsAsBefore true if the report has the same claims as the previous report, in the same boot of the host
 */
public record ReportTaken(UUID host, HostReport report, boolean claimsAsBefore) {

    static ReportTaken first(UUID host, HostReport report) {
        return new ReportTaken(host, report, false);
    }

    static ReportTaken after(UUID host, HostReport before, HostReport report) {
        boolean asBefore =
                report.bootId().equals(before.bootId()) && report.claims().equals(before.claims());
        return new ReportTaken(host, report, asBefore);
    }
}
