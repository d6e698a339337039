package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A claim, with what only the agent needs to know of it.
 *
 * @param report what the manager is told
 * @param ticket what the interceptor knows its open by; null if nobody sleeps because of it
 * @param startTicks when its process began, in clock ticks since boot
 */
record HeldClaim(ClaimReport report, @Nullable Long ticket, long startTicks) {

    boolean waits() {
        return report.status().waits();
    }

    boolean isOn(GroupFingerprint group) {
        return report.groups().contains(group);
    }

    /** The same claim with another status. */
    HeldClaim with(Status status, String message, Instant now) {
        ClaimReport next = new ClaimReport(
                report.id(),
                report.kind(),
                report.groups(),
                report.function(),
                report.file(),
                report.what(),
                report.claimant(),
                status,
                message,
                report.madeAt(),
                now);
        return new HeldClaim(next, status == Status.HELD ? ticket : null, startTicks);
    }

    /** Who it is, for people. */
    String who() {
        Claimant claimant = report.claimant();
        return claimant == null ? "the kernel" : claimant.text();
    }

    /** The member that is wanted, if it is known. */
    @Nullable
    PciAddress function() {
        return report.function();
    }

    /** One line for the host's log. */
    String line() {
        List<String> groups =
                report.groups().stream().map(GroupFingerprint::value).toList();
        return report.status() + ": " + who() + " wants to " + report.what() + ", lent group "
                + String.join(", ", groups) + ": " + report.message();
    }
}
