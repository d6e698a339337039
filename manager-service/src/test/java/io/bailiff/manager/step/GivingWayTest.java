package io.bailiff.manager.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GivingWayTest {

    private final RightOfWay rightOfWay = new RightOfWay();
    private final SetClock clock = new SetClock();
    private final GivingWay givingWay = new GivingWay(rightOfWay, clock);
    private final Step step = new Step("thing", UUID.randomUUID());

    @Test
    void aStepWaitsWhileSomethingElseHasTheRightOfWay() {
        assertThat(givingWay.isToWait(step)).isFalse();
        rightOfWay.has("a report");
        assertThat(givingWay.isToWait(step)).isTrue();
        rightOfWay.hasNoMore("a report");
        assertThat(givingWay.isToWait(step)).isFalse();
    }

    @Test
    void aStepThatHasTheRightOfWayDoesNotWaitForOthersThatHaveIt() {
        rightOfWay.has("a report");
        rightOfWay.has(step);
        assertThat(givingWay.isToWait(step)).isFalse();
    }

    @Test
    void noStepWaitsForEver() {
        rightOfWay.has("a report");
        assertThat(givingWay.isToWait(step)).isTrue();
        clock.passes(RightOfWay.LONGEST.minusMillis(1));
        assertThat(givingWay.isToWait(step)).isTrue();
        clock.passes(Duration.ofMillis(1));
        assertThat(givingWay.isToWait(step)).isFalse();
        assertThat(givingWay.isToWait(step)).as("the next time").isTrue();
    }

    private static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-01-02T03:04:05Z");

        void passes(Duration time) {
            now = now.plus(time);
        }

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
            return this;
        }
    }
}
