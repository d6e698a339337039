package io.bailiff.manager.host;

import io.bailiff.agent.api.HostReport;
import java.util.UUID;

/**
 * A report has replaced the one before, whatever it tells; published in the transaction.
 *
 * @param host the host
 * @param report the report
 * @param claimsAsBefore whether it tells of the same claims as the one before, in the same boot
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
