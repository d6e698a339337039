// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.manager.certificate.SetClock;
import io.bailiff.manager.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class AttemptsTest {

    private final SetClock clock = new SetClock(Instant.EPOCH);
    private final Attempts attempts = new Attempts(3, Duration.ofSeconds(10), 5, clock);

    @Test
    void aCallerHasAFewAttemptsAtOnceAndThenOneInEachInterval() {
        for (int i = 0; i < 3; i++) {
            attempts.require("a");
            attempts.count("a");
        }
        assertThatThrownBy(() -> attempts.require("a"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().more()).containsEntry("retryAfterSeconds", 11L));
        assertThatCode(() -> attempts.require("b")).doesNotThrowAnyException();
        clock.advance(Duration.ofSeconds(10));
        attempts.require("a");
        attempts.count("a");
        assertThatThrownBy(() -> attempts.require("a")).isInstanceOf(ProblemException.class);
    }

    @Test
    void theNumberOfRememberedCallersIsBounded() {
        for (int i = 0; i < 1000; i++) {
            attempts.count("caller " + i);
        }
        assertThat(attempts.callers()).isEqualTo(5);
    }

    @Test
    void theAddressesOfAMachinesIpv6NetworkAreOneCaller() {
        assertThat(AddressBlock.of("2001:db8:1:2::1")).isEqualTo(AddressBlock.of("2001:db8:1:2:ffff::9"));
        assertThat(AddressBlock.of("2001:db8:1:2::1")).isNotEqualTo(AddressBlock.of("2001:db8:1:3::1"));
        assertThat(AddressBlock.of("192.0.2.1")).isNotEqualTo(AddressBlock.of("192.0.2.2"));
    }
}
