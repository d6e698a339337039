// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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

    @Test
    void aChangeIsInTheLogThenOnDiskThenReported() throws IOException {
        List<String> order = new ArrayList<>();
        ClaimStore claimStore = new ClaimStore(
                new ClaimBook(state, new DiskFiles(), "boot-1"),
                Clock.systemUTC(),
                line -> order.add("log, on disk: " + onDisk()),
                () -> order.add("report, on disk: " + onDisk()));

        claimStore.add(claim("1", Status.HELD, 5L));
        claimStore.end("1", Status.LET_THROUGH, "free");

        assertThat(order)
                .containsExactly(
                        "log, on disk: []",
                        "report, on disk: [HELD]",
                        "log, on disk: [HELD]",
                        "report, on disk: [LET_THROUGH]");
    }

    private List<Status> onDisk() {
        try {
            return claimStore("boot-1").reports().stream()
                    .map(ClaimReport::status)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ClaimStore claimStore(String bootId) throws IOException {
        return new ClaimStore(new ClaimBook(state, new DiskFiles(), bootId), Clock.systemUTC(), line -> {}, () -> {});
    }

    static HeldClaim claim(String id, Status status, @Nullable Long ticket) {
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
        return new HeldClaim(report, ticket, 0, null);
    }
}
