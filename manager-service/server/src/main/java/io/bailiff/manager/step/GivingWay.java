// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Lets work yield to the holders of the priority, for at most {@link RightOfWay#LONGEST}. */
@Component
public class GivingWay {

    private final Map<Object, Instant> since = new ConcurrentHashMap<>();
    private final RightOfWay rightOfWay;
    private final Clock clock;

    GivingWay(RightOfWay rightOfWay, @Monotonic Clock clock) {
        this.rightOfWay = rightOfWay;
        this.clock = clock;
    }

    /**
     * Returns true if the work shall yield now and ask again a little later. After false the work begins, and holds the priority no more.
     *
     * @param who the key of the work: a step, or a host whose polls are answered
     */
    public boolean isToWait(Object who) {
        boolean had = rightOfWay.hasNoMore(who);
        if (!had && rightOfWay.isTaken()) {
            Instant now = clock.instant();
            Instant begun = since.computeIfAbsent(who, first -> now);
            if (now.isBefore(begun.plus(RightOfWay.LONGEST))) {
                return true;
            }
        }
        since.remove(who);
        return false;
    }
}
