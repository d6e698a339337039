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
 * A claim, with facts for the agent alone.
 *
 * @param report the claim as reported to the manager
 * @param ticket the interceptor's number for the held open; null if the claim holds no process
 * @param startTicks the start of the claimant's process, in clock ticks since boot
 */
record HeldClaim(ClaimReport report, @Nullable Long ticket, long startTicks) {

    boolean waits() {
        return report.status().waits();
    }

    boolean isOn(GroupFingerprint group) {
        return report.groups().contains(group);
    }

    /** Returns the claim with another status. Only a {@code HELD} claim keeps the ticket. */
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

    /** Returns a description of the claimant, for people; {@code the kernel} if the report names no claimant. */
    String who() {
        Claimant claimant = report.claimant();
        return claimant == null ? "the kernel" : claimant.text();
    }

    /** Returns the claimed member, or null if unknown. */
    @Nullable
    PciAddress function() {
        return report.function();
    }

    /** Returns a line for the host's log, with status, claimant, attempt, groups and message. */
    String line() {
        List<String> groups =
                report.groups().stream().map(GroupFingerprint::value).toList();
        return report.status() + ": " + who() + " wants to " + report.what() + ", lent group "
                + String.join(", ", groups) + ": " + report.message();
    }
}
