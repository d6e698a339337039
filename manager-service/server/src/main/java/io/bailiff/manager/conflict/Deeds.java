package io.bailiff.manager.conflict;

import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestException.Code;
import io.bailiff.manager.time.Steady;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/**
 * Does something to a guest: recorded, then done, then timed. Whoever withdrew the claim meanwhile has made the record ours no
 * more, and then nothing is done. A manager that dies in between finds the record without a deadline, and does it again.
 */
@Component
class Deeds {

    private final Docket docket;
    private final LadderProperties properties;
    private final Clock clock;

    Deeds(Docket docket, LadderProperties properties, @Steady Clock clock) {
        this.docket = docket;
        this.properties = properties;
        this.clock = clock;
    }

    /** What is done to a guest. */
    interface Deed {
        void on() throws GuestException;
    }

    /**
     * @param record writes it down; false if the conflict is not any more as it was seen
     * @param time how long the guest has from then on, unless its time is running already
     * @param next when the rung has something to do again at the earliest
     * @return when to look again
     * @throws GuestException if libvirt is away, so that it is not known whether it was done
     */
    Optional<Duration> take(Conflict conflict, BooleanSupplier record, Deed deed, Duration time, Duration next)
            throws GuestException {
        if (!record.getAsBoolean()) {
            return Rungs.NOW;
        }
        String refused = null;
        try {
            deed.on();
        } catch (GuestException failure) {
            if (failure.code() == Code.AWAY) {
                throw failure;
            }
            refused = failure.getMessage();
        }
        Instant now = clock.instant();
        return docket.asked(conflict.id(), conflict.state(), now.plus(time), refused)
                .map(deadline -> Pauses.until(now, properties.look(), now.plus(next), deadline))
                .or(() -> Rungs.NOW);
    }
}
