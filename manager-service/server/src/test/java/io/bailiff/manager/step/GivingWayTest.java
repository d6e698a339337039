// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GivingWayTest {

    private final RightOfWay rightOfWay = new RightOfWay();
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final InstantSource clock = () -> now;
    private final GivingWay givingWay = new GivingWay(rightOfWay, clock.withZone(ZoneOffset.UTC));
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
        now = now.plus(RightOfWay.LONGEST).minusMillis(1);
        assertThat(givingWay.isToWait(step)).isTrue();
        now = now.plusMillis(1);
        assertThat(givingWay.isToWait(step)).isFalse();
        assertThat(givingWay.isToWait(step)).as("the next time").isTrue();
    }
}
