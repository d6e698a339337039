package io.bailiff.manager.step;

import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Has those wait who have not the right of way. */
@Component
public class GivingWay {

    private final Map<Object, Instant> since = new ConcurrentHashMap<>();
    private final RightOfWay rightOfWay;
    private final Clock clock;

    GivingWay(RightOfWay rightOfWay, @Monotonic Clock clock) {
        this.rightOfWay = rightOfWay;
        this.clock = clock;
    }

    /** Whether it is to wait, and to ask again a little later; if not, it has its turn now, and the right of way no more. */
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
