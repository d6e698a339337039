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
final class ClaimDesk {

    private final ClaimBook book;
    private final HandOver handOver;
    private final Clock clock;

    ClaimDesk(ClaimBook book, HandOver handOver, Clock clock) {
        this.book = book;
        this.handOver = handOver;
        this.clock = clock;
    }

    boolean isHandedOver(LentGroup group) {
        return handOver.isOpenTo(group);
    }

    /** Writes down a claim for which nobody sleeps. */
    void record(@Nullable String path, Kind kind, String what, Verdict verdict, Claimed by) {
        write(path, kind, what, verdict, by, null);
    }

    /** Writes down a claim whose process sleeps until the ticket is answered. */
    void hold(ControlFile file, Verdict verdict, Claimed by, long ticket) {
        write(file.path(), file.kind(), file.what(), verdict, by, ticket);
    }

    private void write(
            @Nullable String path, Kind kind, String what, Verdict verdict, Claimed by, @Nullable Long ticket) {
        Instant now = clock.instant();
        verdict.groups().forEach(handOver::goesOn);
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
        book.add(new HeldClaim(report, ticket, by.startTicks()));
    }

    /** Whether a change of this function's override stands already. */
    boolean stands(GroupFingerprint group, PciAddress function) {
        return book.waitingOn(group).stream().anyMatch(isChangeOf(function));
    }

    /** Somebody has had the override name the pin again. */
    void takenBack(GroupFingerprint group, PciAddress function) {
        endChanges(group, function, Status.WITHDRAWN, "the pin was put back");
    }

    /** The agent has had the override name the pin again: no change of it stands any more. */
    void putBack(GroupFingerprint group, PciAddress function, String why) {
        endChanges(group, function, Status.DENIED, why);
    }

    private void endChanges(GroupFingerprint group, PciAddress function, Status status, String why) {
        book.waitingOn(group).stream()
                .filter(isChangeOf(function))
                .forEach(claim -> book.end(claim.report().id(), status, why));
    }

    private static Predicate<HeldClaim> isChangeOf(PciAddress function) {
        return claim -> claim.report().status() == Status.STANDING && function.equals(claim.function());
    }
}
