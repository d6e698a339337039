// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeLimitTest {

    private final TimeLimit time = new TimeLimit("the test");

    @AfterEach
    void close() {
        time.close();
    }

    @Test
    void aCallWithinTheLimitReturnsItsResult() throws Exception {
        assertThat(time.within(Duration.ofMinutes(1), () -> "answer")).isEqualTo("answer");
    }

    @Test
    void aCallPastTheLimitIsAbandonedAndMayStillTakeEffect() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch effect = new CountDownLatch(1);
        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(() -> time.within(Duration.ofSeconds(1), () -> {
                    stuck.await();
                    effect.countDown();
                    return "late";
                }))
                .withMessageContaining("no answer within 1 s")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(Code.BUSY));
        stuck.countDown();
        effect.await();
    }

    @Test
    void aLostConnectionEndsTheWaitAtOnce() {
        CountDownLatch stuck = new CountDownLatch(1);
        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(() -> time.within(Duration.ofMinutes(1), () -> {
                    time.connectionLost("keepalive timeout");
                    stuck.await();
                    return "late";
                }))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(Code.UNREACHABLE));
        stuck.countDown();
    }

    @Test
    void aFailureOfTheCallIsRethrown() {
        HypervisorException failure = new HypervisorException(Code.NO_GUEST, "no such guest");
        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(() -> time.within(Duration.ofMinutes(1), () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        IllegalArgumentException bug = new IllegalArgumentException("a bug");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> time.within(Duration.ofMinutes(1), () -> {
                    throw bug;
                }))
                .isSameAs(bug);
    }

    @Test
    void aCallAfterCloseIsUnreachable() {
        time.close();
        assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(() -> time.within(Duration.ofMinutes(1), () -> "answer"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(Code.UNREACHABLE));
    }
}
