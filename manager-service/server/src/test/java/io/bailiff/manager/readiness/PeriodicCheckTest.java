// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeriodicCheckTest {

    private static final Unready FULL = new Unready("disk-full", "no space");

    private final AtomicLong nanos = new AtomicLong();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final AtomicInteger checks = new AtomicInteger();
    private volatile Optional<Unready> found = Optional.empty();

    private PeriodicCheck check(Duration interval) {
        ReadinessProperties intervals =
                new ReadinessProperties(interval, Duration.ofMillis(1), Duration.ofSeconds(15), Duration.ofSeconds(60));
        return new PeriodicCheck(
                "disk",
                () -> {
                    checks.incrementAndGet();
                    return found;
                },
                intervals,
                nanos::get,
                () -> now);
    }

    @Test
    void aPartIsNotReadyBeforeItsFirstCheck() {
        assertThat(check(Duration.ofDays(1)).result().unready())
                .isNotNull()
                .extracting(Unready::reason)
                .isEqualTo("not-checked");
    }

    @Test
    void aFailureIsCheckedAgainSoonAndEndsByItself() {
        found = Optional.of(FULL);
        PeriodicCheck check = check(Duration.ofDays(1));
        check.start();
        assertThat(check.result().unready()).isEqualTo(FULL);
        Instant since = check.result().since();
        now = now.plusSeconds(1);
        await().until(() -> checks.get() > 2);
        assertThat(check.result().since()).isEqualTo(since);
        found = Optional.empty();
        await().until(() -> check.result().unready() == null);
        check.stop();
    }

    @Test
    void aFailedRequestHastensTheNextCheck() {
        PeriodicCheck check = check(Duration.ofDays(1));
        check.start();
        assertThat(check.result().unready()).isNull();
        found = Optional.of(FULL);
        check.hasten();
        await().until(() -> FULL.equals(check.result().unready()));
        check.stop();
    }

    @Test
    void aCheckThatDoesNotEndCountsAsFailed() {
        CountDownLatch end = new CountDownLatch(1);
        PeriodicCheck check = new PeriodicCheck(
                "database",
                () -> {
                    if (checks.incrementAndGet() == 2) {
                        awaitIgnoringTime(end);
                    }
                    return Optional.empty();
                },
                new ReadinessProperties(
                        Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(15), Duration.ofSeconds(60)),
                nanos::get,
                () -> now);
        check.start();
        await().until(() -> checks.get() == 2);
        assertThat(check.result().unready()).isNull();
        nanos.addAndGet(Duration.ofSeconds(16).toNanos());
        assertThat(check.result().unready())
                .isNotNull()
                .extracting(Unready::reason)
                .isEqualTo("no-answer");
        end.countDown();
        await().until(() -> check.result().unready() == null);
        check.stop();
    }

    private static void awaitIgnoringTime(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
