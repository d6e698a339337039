// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.change.Delays.Cause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DelaysTest {

    private static final UUID THING = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final Duration NORMAL = Duration.ofSeconds(10);

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final Delays delays = new Delays(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    });

    private void passes(int seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void aDelayIsLateAfterTheNormalTime() {
        assertThat(delays.isLate(THING, NORMAL)).isFalse();
        passes(9);
        assertThat(delays.isLate(THING, NORMAL)).isFalse();
        passes(1);
        assertThat(delays.isLate(THING, NORMAL)).isTrue();
    }

    @Test
    void aDelayThatHasEndedBeginsAnew() {
        assertThat(delays.isLate(THING, NORMAL)).isFalse();
        passes(10);
        delays.end(THING);
        assertThat(delays.isLate(THING, NORMAL)).isFalse();
    }

    @Test
    void aFailureLongAfterTheLastFailureIsANewDelay() {
        assertThat(delays.isLate(THING, NORMAL)).isFalse();
        passes(61);
        assertThat(delays.isLate(THING, NORMAL)).isFalse();
    }

    @Test
    void theFirstRequestIsLateIfTheRequestItselfLastsLongerThanNormal() {
        Instant began = now;
        passes(20);
        assertThat(delays.isLate(THING, Cause.REQUEST, began, NORMAL)).isTrue();
    }

    @Test
    void theCausesAreIndependent() {
        assertThat(delays.isLate(THING, NORMAL)).isFalse();
        passes(10);
        assertThat(delays.isLate(THING, Cause.REQUEST, now, NORMAL)).isFalse();
        delays.end(THING, Cause.REQUEST);
        assertThat(delays.isLate(THING, NORMAL)).isTrue();
    }
}
