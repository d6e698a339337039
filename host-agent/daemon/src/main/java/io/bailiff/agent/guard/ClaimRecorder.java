package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes claims down as they come, and ends those that are taken back. */
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

    /** Writes down a claim for which nobody sleeps. */
    void record(@Nullable String path, Kind kind, String what, Verdict verdict, IdentifiedClaimant by) {
        write(path, kind, what, verdict, by, null);
    }

    /** Writes down a claim whose process sleeps until the ticket is answered. */
    void hold(ControlFile file, Verdict verdict, IdentifiedClaimant by, long ticket) {
        write(file.path(), file.kind(), file.what(), verdict, by, ticket);
    }

    private void write(
            @Nullable String path,
            Kind kind,
            String what,
            Verdict verdict,
            IdentifiedClaimant by,
            @Nullable Long ticket) {
        Instant now = clock.instant();
        verdict.groups().forEach(handover::extend);
        ClaimReport report = new ClaimReport(
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
        claimStore.add(new HeldClaim(report, ticket, by.startTicks()));
    }

    /** Whether a change of this function's override stands already. */
    boolean stands(GroupFingerprint group, PciAddress function) {
        return claimStore.waitingOn(group).stream().anyMatch(isChangeOf(function));
    }

    /** Somebody has had the override name the pin again. */
    void overrideRestored(GroupFingerprint group, PciAddress function) {
        endChanges(group, function, Status.WITHDRAWN, "the pin was put back");
    }

    /** The agent has had the override name the pin again: no change of it stands any more. */
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
