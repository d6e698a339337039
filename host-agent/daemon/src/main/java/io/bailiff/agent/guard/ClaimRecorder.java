// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Stores new claims, and ends the standing claims by an override when the pin is back. */
final class ClaimRecorder {

    private final ClaimStore claimStore;
    private final GroupHandover handover;
    private final Clock clock;

    ClaimRecorder(ClaimStore claimStore, GroupHandover handover, Clock clock) {
        this.claimStore = claimStore;
        this.handover = handover;
        this.clock = clock;
    }

    boolean isHandedOver(LentGroup group) {
        return handover.isOpenTo(group);
    }

    /**
     * Returns true if the host has removed a member on purpose: the group is handed over to a claim, or a process was let through to a
     * removal. A claim is dropped after the manager has accepted the end of the claim, so a late uevent may find no claim any more.
     */
    boolean explainsRemoval(LentGroup group) {
        return handover.isInProgress(group.fingerprint())
                || claimStore.reports().stream()
                        .anyMatch(claim -> claim.kind() == Kind.REMOVE
                                && claim.groups().contains(group.fingerprint())
                                && (claim.status() == Status.LET_THROUGH || claim.status() == Status.EXEMPT));
    }

    /** Stores a claim by an attempt that is answered at once. */
    void record(Attempt attempt, Verdict verdict, IdentifiedClaimant by) {
        record(attempt.file().path(), attempt.file().kind(), attempt.what(), verdict, by);
    }

    /** Stores a claim without a held process. */
    void record(@Nullable String path, Kind kind, String what, Verdict verdict, IdentifiedClaimant by) {
        claimStore.add(new HeldClaim(report(path, kind, what, verdict, by), null, by.startTicks(), null));
    }

    /**
     * Stores the claims of a held process. The process sleeps until the interceptor answers the ticket.
     *
     * @param verdicts the verdict for each group that must be free before the process goes on
     */
    void hold(Attempt attempt, List<Verdict> verdicts, IdentifiedClaimant by, long ticket) {
        ControlFile file = attempt.file();
        claimStore.addAll(verdicts.stream()
                .map(verdict -> report(file.path(), file.kind(), attempt.what(), verdict, by))
                .map(report -> new HeldClaim(report, ticket, by.startTicks(), attempt.text()))
                .toList());
    }

    private ClaimReport report(@Nullable String path, Kind kind, String what, Verdict verdict, IdentifiedClaimant by) {
        Instant now = clock.instant();
        verdict.groups().forEach(handover::extend);
        return new ClaimReport(
                UUID.randomUUID().toString(),
                kind,
                verdict.groups(),
                verdict.function(),
                path,
                what,
                by.known(),
                verdict.status(),
                verdict.message(),
                now,
                now);
    }

    /** Returns true if the group has a standing claim by a change of the function's override. */
    boolean stands(GroupFingerprint group, PciAddress function) {
        return claimStore.waitingOn(group).stream().anyMatch(isChangeOf(function));
    }

    /** Withdraws the standing claims by a change of the function's override: a process on the host has put the pin back. */
    void overrideRestored(GroupFingerprint group, PciAddress function) {
        endChanges(group, function, Status.WITHDRAWN, "the pin is restored");
    }

    /** Ends the standing claims by a change of the function's override as {@code DENIED}: the agent has put the pin back. */
    void putBack(GroupFingerprint group, PciAddress function, String why) {
        endChanges(group, function, Status.DENIED, why);
    }

    private void endChanges(GroupFingerprint group, PciAddress function, Status status, String why) {
        claimStore.waitingOn(group).stream()
                .filter(isChangeOf(function))
                .forEach(claim -> claimStore.end(claim.report().id(), status, why));
    }

    private static Predicate<HeldClaim> isChangeOf(PciAddress function) {
        return claim -> claim.report().status() == Status.STANDING && function.equals(claim.function());
    }
}
