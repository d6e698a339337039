// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.Claimant;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A claim, with facts for the agent alone.
 *
 * @param report the claim as reported to the manager
 * @param ticket the interceptor's number for the open or write that is or was held; null if the claim holds no process, and for an ended
 *     claim of an open
 * @param startTicks the start of the claimant's process, in clock ticks since boot
 * @param written the text of the write that is or was held, as ISO 8859-1; null for an open, for a claim that never held a process, and in
 *     a book of an older agent, which held opens alone
 */
record HeldClaim(
        ClaimReport report,
        @Nullable Long ticket,
        long startTicks,
        @Nullable String written) {

    /** Returns true if the claim holds or has held a write. */
    boolean isWrite() {
        return written != null;
    }

    boolean waits() {
        return report.status().waits();
    }

    boolean isOn(GroupFingerprint group) {
        return report.groups().contains(group);
    }

    /**
     * Returns the claim with another status. A refused or withdrawn claim of a write keeps the ticket and the text, so that the next agent can
     * fail the write as recorded. The ticket of an open is not kept, because the kernel uses the number again.
     */
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
        boolean keeps = status == Status.HELD || (isWrite() && status != Status.LET_THROUGH);
        return new HeldClaim(next, keeps ? ticket : null, startTicks, keeps ? written : null);
    }

    /** Returns the claimed member, or null if unknown. */
    @Nullable
    PciAddress function() {
        return report.function();
    }

    /** Returns a line for the host's log, with status, claimant, attempt, groups and message. */
    String line() {
        String groups = report.groups().stream().map(GroupFingerprint::value).collect(Collectors.joining(","));
        Claimant claimant = report.claimant();
        return report.status() + ": " + attempt() + fact("claim", report.id()) + fact("group", groups)
                + fact("function", report.function()) + fact("path", report.file())
                + fact("pid", claimant == null ? null : claimant.pid()) + ": " + report.message();
    }

    private String attempt() {
        if (report.claimant() != null) {
            return report.claimant().text() + " wants to " + report.what();
        }
        return switch (report.kind()) {
            case DRIVER_LOADED, FUNCTION_APPEARED, FUNCTION_VANISHED -> "the kernel reports: " + report.what();
            default -> "an unknown process wants to " + report.what();
        };
    }

    private static String fact(String key, @Nullable Object value) {
        return value == null ? "" : " " + key + "=" + value;
    }
}
