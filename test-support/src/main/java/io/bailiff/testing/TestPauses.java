// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Sets the polling interval of waiting tests: at once, after 20 ms, then after pauses twice as long each time, up to 320 ms. A
 * short wait ends soon, and a long wait leaves the processors to the tested code.
 */
public final class TestPauses implements LauncherSessionListener {

    /** Half of the first pause, because Awaitility doubles the value before the first pause. */
    private static final Duration HALF_OF_FIRST = Duration.ofMillis(10);

    private static final Duration LONGEST = Duration.ofMillis(320);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultPollInterval(new IterativePollInterval(TestPauses::next, HALF_OF_FIRST));
        Awaitility.setDefaultPollDelay(0, MILLISECONDS);
    }

    private static Duration next(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }
}
