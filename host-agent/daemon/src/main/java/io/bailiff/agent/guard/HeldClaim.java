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
 * @param ticket the interceptor's number for the held open or write; null if the claim holds no process
 * @param startTicks the start of the claimant's process, in clock ticks since boot
 * @param written the text of the held write, as ISO 8859-1; null for a held open, for a claim that holds no process, and in a book of an
 *     older agent, which held opens alone
 */
record HeldClaim(
        ClaimReport report,
        @Nullable Long ticket,
        long startTicks,
        @Nullable String written) {

    /** Returns true if the claim holds a write, false for a held open. */
    boolean isWrite() {
        return written != null;
    }

    boolean waits() {
        return report.status().waits();
    }

    boolean isOn(GroupFingerprint group) {
        return report.groups().contains(group);
    }

    /** Returns the claim with another status. Only a {@code HELD} claim keeps the ticket and the text. */
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
        boolean isHeld = status == Status.HELD;
        return new HeldClaim(next, isHeld ? ticket : null, startTicks, isHeld ? written : null);
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
