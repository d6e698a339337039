// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RightOfWayTest {

    private final RightOfWay rightOfWay = new RightOfWay();

    @Test
    void whoWaitsGoesOnWhenNobodyHasItAnyMore() {
        rightOfWay.has("first");
        rightOfWay.has("second");
        CompletableFuture<Boolean> waits = CompletableFuture.supplyAsync(() -> {
            rightOfWay.awaitFree(System.nanoTime() + TimeUnit.MINUTES.toNanos(5));
            return rightOfWay.isTaken();
        });
        rightOfWay.hasNoMore("first");
        assertThat(waits).isNotDone();
        rightOfWay.hasNoMore("second");
        assertThat(waits.join()).as("taken when it went on").isFalse();
    }

    @Test
    void whoWaitsGoesOnWhenItsTimeIsUp() {
        rightOfWay.has("first");
        rightOfWay.awaitFree(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(rightOfWay.isTaken()).isTrue();
    }
}
