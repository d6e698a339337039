// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.HostReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The facts that outlive a report: what the manager has accepted, and what it has rejected. */
class ReportMemoryTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private Instant now = NOON;
    private final AcceptedReport accepted = new AcceptedReport(() -> now, LONGEST);

    private static HostReport report(long sequence, List<ClaimReport> claims, String... problems) {
        return new HostReport(
                NOON,
                sequence,
                NOON.plusSeconds(sequence),
                "boot-1",
                "6.1.0",
                ConflictBehaviour.REFUSES,
                List.of(),
                List.of(),
                List.of(),
                0,
                new GuardReport(GuardReport.Policy.HOLD, true, "systemd", List.of()),
                claims,
                List.of(problems));
    }

    private static ClaimReport claim(int number, Status status) {
        return new ClaimReport(
                String.format("00000000-0000-0000-0000-%012d", number),
                ClaimReport.Kind.BIND,
                List.of(new GroupFingerprint("0".repeat(32))),
                null,
                null,
                "bind",
                null,
                status,
                "message",
                NOON,
                NOON);
    }

    @Test
    void theSameFactsAreNoNewsUntilALongTimeIsOver() {
        assertThat(accepted.isNews(report(1, List.of()))).isTrue();
        accepted.accepted(report(1, List.of()), List.of());
        assertThat(accepted.isNews(report(2, List.of()))).isFalse();
        now = NOON.plus(LONGEST).minusMillis(1);
        assertThat(accepted.isNews(report(3, List.of()))).isFalse();
        now = NOON.plus(LONGEST);
        assertThat(accepted.isNews(report(4, List.of()))).isTrue();
    }

    @Test
    void aChangedFactIsNewsAndSoIsAWishOfTheManager() {
        accepted.accepted(report(1, List.of()), List.of());
        assertThat(accepted.isNews(report(2, List.of(), "a problem"))).isTrue();
        accepted.forget();
        assertThat(accepted.isNews(report(2, List.of()))).isTrue();
    }

    @Test
    void anEndedClaimThatLeavesTheReportsAfterItsAcceptanceIsNoNews() {
        List<ClaimReport> ended = List.of(claim(1, Status.DENIED));
        assertThat(accepted.isNews(report(1, ended))).isTrue();
        accepted.accepted(report(1, ended), ended);
        assertThat(accepted.isNews(report(2, List.of()))).isFalse();
        assertThat(accepted.isNews(report(3, List.of(claim(2, Status.DENIED))))).isTrue();
    }

    @Test
    void aWaitingClaimThatEndsIsNews() {
        List<ClaimReport> waiting = List.of(claim(1, Status.HELD));
        accepted.accepted(report(1, waiting), waiting);
        assertThat(accepted.isNews(report(2, waiting))).isFalse();
        assertThat(accepted.isNews(report(2, List.of(claim(1, Status.LET_THROUGH)))))
                .isTrue();
    }

    @Test
    void claimsBeyondTheLimitReachTheManagerInSeveralReportsAndThenTheAgentIsQuiet() {
        List<ClaimReport> all = IntStream.range(0, 2 * HostReport.MOST_CLAIMS + 500)
                .mapToObj(number -> claim(number, Status.HELD))
                .toList();
        Set<ClaimReport> told = new HashSet<>();
        int reports = 0;
        while (accepted.isNews(report(reports, ClaimWindow.of(all, accepted::has)))) {
            HostReport next = report(reports, ClaimWindow.of(all, accepted::has));
            assertThat(next.claims()).hasSizeLessThanOrEqualTo(HostReport.MOST_CLAIMS);
            told.addAll(next.claims());
            accepted.accepted(next, all);
            assertThat(++reports).isLessThanOrEqualTo(4);
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void aRejectedClaimIsLeftOutUntilTheClaimChanges() {
        RejectedEntries rejected = new RejectedEntries();
        List<ClaimReport> claims = List.of(claim(1, Status.HELD), claim(2, Status.HELD));
        assertThat(rejected.add(report(1, claims), "claims[1].kind")).isTrue();
        assertThat(rejected.without(claims)).containsExactly(claims.get(0));
        List<ClaimReport> changed = List.of(claims.get(0), claim(2, Status.DENIED));
        assertThat(rejected.without(changed)).isEqualTo(changed);
        rejected.retain(report(2, changed));
        assertThat(rejected.isEmpty()).isTrue();
    }

    @Test
    void aGroupIsNeverLeftOutAndNoEntryIsLeftOutTwice() {
        RejectedEntries rejected = new RejectedEntries();
        List<ClaimReport> claims = List.of(claim(1, Status.HELD));
        assertThat(rejected.add(report(1, claims), "groups[0].state")).isFalse();
        assertThat(rejected.add(report(1, claims), null)).isFalse();
        assertThat(rejected.add(report(1, claims), "claims")).isFalse();
        assertThat(rejected.add(report(1, claims), "claims[9].id")).isFalse();
        assertThat(rejected.add(report(1, claims), "claims[0]")).isTrue();
        assertThat(rejected.add(report(1, claims), "claims[0].id")).isFalse();
    }
}
