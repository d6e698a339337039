// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimStoreTest {

    private static final GroupFingerprint GROUP = new GroupFingerprint("a".repeat(32));

    @TempDir
    Path state;

    @Test
    void aWaitingClaimOutlivesTheAgentButNotTheBoot() throws IOException {
        claimStore("boot-1").add(claim("1", Status.HELD, 5L));
        assertThat(claimStore("boot-1").waiting())
                .singleElement()
                .satisfies(claim -> assertThat(claim.ticket()).isEqualTo(5));
        assertThat(claimStore("boot-2").waiting()).isEmpty();
    }

    @Test
    void onlyTheFirstEndOfAClaimReturnsTheTicket() throws IOException {
        ClaimStore claimStore = claimStore("boot-1");
        claimStore.add(claim("1", Status.HELD, 5L));
        assertThat(claimStore.end("1", Status.LET_THROUGH, "free"))
                .hasValueSatisfying(claim -> assertThat(claim.ticket()).isEqualTo(5));
        assertThat(claimStore.end("1", Status.WITHDRAWN, "gone")).isEmpty();
        assertThat(claimStore.reports())
                .singleElement()
                .satisfies(claim -> assertThat(claim.status()).isEqualTo(Status.LET_THROUGH));
    }

    @Test
    void aClaimAcknowledgedBeforeItsEndIsReportedAgain() throws IOException {
        ClaimStore claimStore = claimStore("boot-1");
        claimStore.add(claim("1", Status.HELD, 5L));
        List<ClaimReport> told = claimStore.reports();
        claimStore.end("1", Status.WITHDRAWN, "gone");
        claimStore.acknowledge(told);
        assertThat(claimStore.reports()).hasSize(1);
        claimStore.acknowledge(claimStore.reports());
        assertThat(claimStore.reports()).isEmpty();
    }

    @Test
    void aWaitingClaimIsNeverDropped() throws IOException {
        ClaimStore claimStore = claimStore("boot-1");
        claimStore.add(claim("held", Status.HELD, 5L));
        for (int number = 0; number < 600; number++) {
            claimStore.add(claim("file-" + number, Status.DENIED, null));
        }
        claimStore.acknowledge(List.of());
        assertThat(claimStore.reports()).hasSize(501);
        assertThat(claimStore.waiting()).hasSize(1);
    }

    private ClaimStore claimStore(String bootId) throws IOException {
        StateStore<ClaimStore.Stored> store =
                StateStore.untilBoot(state.resolve("claims.json"), ClaimStore.Stored.class, new DiskFiles());
        return new ClaimStore(store, bootId, Clock.systemUTC(), line -> {}, () -> {});
    }

    private static HeldClaim claim(String id, Status status, @Nullable Long ticket) {
        ClaimReport report = new ClaimReport(
                id,
                Kind.UNBIND,
                List.of(GROUP),
                null,
                "/sys/" + id,
                "unbind",
                null,
                status,
                "why",
                Instant.EPOCH,
                Instant.EPOCH);
        return new HeldClaim(report, ticket, 0);
    }
}
