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

class ClaimBookTest {

    private static final GroupFingerprint GROUP = new GroupFingerprint("a".repeat(32));

    @TempDir
    Path state;

    @Test
    void aClaimThatWaitsOutlivesTheAgentAndNotTheBoot() throws IOException {
        book("boot-1").add(claim("1", Status.HELD, 5L));
        assertThat(book("boot-1").waiting())
                .singleElement()
                .satisfies(claim -> assertThat(claim.ticket()).isEqualTo(5));
        assertThat(book("boot-2").waiting()).isEmpty();
    }

    @Test
    void onlyTheFirstWhoEndsAClaimGetsItsTicket() throws IOException {
        ClaimBook book = book("boot-1");
        book.add(claim("1", Status.HELD, 5L));
        assertThat(book.end("1", Status.LET_THROUGH, "free"))
                .hasValueSatisfying(claim -> assertThat(claim.ticket()).isEqualTo(5));
        assertThat(book.end("1", Status.WITHDRAWN, "gone")).isEmpty();
        assertThat(book.reports())
                .singleElement()
                .satisfies(claim -> assertThat(claim.status()).isEqualTo(Status.LET_THROUGH));
    }

    @Test
    void whatTheManagerWasToldBeforeTheEndIsToldAgain() throws IOException {
        ClaimBook book = book("boot-1");
        book.add(claim("1", Status.HELD, 5L));
        List<ClaimReport> told = book.reports();
        book.end("1", Status.WITHDRAWN, "gone");
        book.acknowledge(told);
        assertThat(book.reports()).hasSize(1);
        book.acknowledge(book.reports());
        assertThat(book.reports()).isEmpty();
    }

    @Test
    void aClaimThatWaitsIsNeverForgotten() throws IOException {
        ClaimBook book = book("boot-1");
        book.add(claim("held", Status.HELD, 5L));
        for (int number = 0; number < 600; number++) {
            book.add(claim("file-" + number, Status.DENIED, null));
        }
        book.acknowledge(List.of());
        assertThat(book.reports()).hasSize(501);
        assertThat(book.waiting()).hasSize(1);
    }

    private ClaimBook book(String bootId) throws IOException {
        StateStore<ClaimBook.Kept> store =
                StateStore.untilBoot(state.resolve("claims.json"), ClaimBook.Kept.class, new DiskFiles());
        return new ClaimBook(store, bootId, Clock.systemUTC(), line -> {}, () -> {});
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
