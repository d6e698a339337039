// SPDX-License-Identifier: Apache-2.0
package io.bailiff.bench;

import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.group.StepListener;
import java.util.concurrent.atomic.AtomicLong;

/** How long functions were being moved: from the first step that was done, which is a pin, to the last. */
final class MovingTime implements StepListener {

    private final AtomicLong first = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

    @Override
    public void done(PlannedStep step) {
        long now = System.nanoTime();
        first.accumulateAndGet(now, Math::min);
        last.accumulateAndGet(now, Math::max);
    }

    @Override
    public void failed(PlannedStep step, String reason) {
        System.err.println(step.address() + " " + step.text() + ": " + reason);
    }

    long nanoseconds() {
        return last.get() - first.get();
    }
}
