// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts the connections that each caller opens within a second. Not thread-safe. */
final class OpeningRate {

    private final int perSecond;
    private final Map<Caller, Integer> opened = new HashMap<>();
    private long second;

    /** @param perSecond the connections of a caller within a second */
    OpeningRate(int perSecond) {
        this.perSecond = perSecond;
    }

    /**
     * Counts a new connection. Returns true if the caller has opened too many connections within this second.
     *
     * @param nanos the time, as of {@link System#nanoTime}
     */
    boolean isExceeded(Caller caller, long nanos) {
        long present = Math.floorDiv(nanos, TimeUnit.SECONDS.toNanos(1));
        if (present != second) {
            second = present;
            opened.clear();
        }
        return opened.merge(caller, 1, Integer::sum) > perSecond;
    }
}
