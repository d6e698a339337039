// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.manager.problem.ProblemException;
import io.bailiff.manager.step.RightOfWay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReportTurnsTest {

    private final RightOfWay rightOfWay = new RightOfWay();
    private final ReportTurns turns = new ReportTurns(rightOfWay, 1, Duration.ofMinutes(1));
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final CountDownLatch busy = new CountDownLatch(1);

    @AfterEach
    void close() {
        busy.countDown();
        turns.close();
    }

    @Test
    void urgentReportsComeFirstInOrderOfArrival() {
        CompletableFuture<?>[] all = {
            turns.take(false, this::occupies),
            turns.take(false, () -> taken.add("other, first")),
            turns.take(false, () -> taken.add("other, second")),
            turns.take(true, () -> taken.add("urgent, first")),
            turns.take(true, () -> taken.add("urgent, second"))
        };
        busy.countDown();
        CompletableFuture.allOf(all).join();
        assertThat(taken).containsExactly("urgent, first", "urgent, second", "other, first", "other, second");
    }

    @Test
    void aReportThatWaitsTooLongIsRejectedAndTheNextIsTaken() {
        try (ReportTurns impatient = new ReportTurns(rightOfWay, 1, Duration.ofSeconds(1))) {
            CompletableFuture<Void> occupant = impatient.take(true, this::occupies);
            CompletableFuture<Void> refused = impatient.take(true, () -> taken.add("refused"));
            assertThatThrownBy(refused::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            late -> assertThat(late.problem().name()).isEqualTo("too-many-reports"));
            busy.countDown();
            occupant.join();
        }
        assertThat(taken).isEmpty();
        turns.take(true, () -> taken.add("next")).join();
        assertThat(taken).containsExactly("next");
    }

    @Test
    void aFailedReportFreesTheThreadForTheNext() {
        CompletableFuture<Void> failed = turns.take(true, () -> {
            throw new IllegalStateException("the database is away");
        });
        assertThatThrownBy(failed::join).hasCauseInstanceOf(IllegalStateException.class);
        turns.take(true, () -> taken.add("next")).join();
        assertThat(taken).containsExactly("next");
    }

    private void occupies() {
        try {
            busy.await();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
