package io.bailiff.manager.conflict;

import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestException.Code;
import java.time.Duration;
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

    Deeds(Docket docket) {
        this.docket = docket;
    }

    /** What is done to a guest. */
    interface Deed {
        void on() throws GuestException;
    }

    /**
     * @param record writes it down; false if the conflict is not any more as it was seen
     * @param time how long the guest has from then on, unless its time is running already
     * @throws GuestException if libvirt is away, so that it is not known whether it was done
     */
    Optional<Duration> take(Conflict conflict, BooleanSupplier record, Deed deed, Duration time) throws GuestException {
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
        docket.asked(conflict.id(), conflict.state(), time, refused);
        // Not at once: whoever has not been asked for anything yet is asked first.
        return Optional.of(Pauses.SHORTEST);
    }
}
