package io.bailiff.manager.ladder;

import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestException.Code;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/**
 * Does something to a guest: recorded, then done, then timed. Whoever withdrew the claim meanwhile has made the record ours no
 * more, and then nothing is done. A manager that dies in between finds the record without a deadline, and does it again.
 */
@Component
class GuestActions {

    private final ConflictStore conflictStore;
    private final LadderProperties properties;
    private final Clock clock;

    GuestActions(ConflictStore conflictStore, LadderProperties properties, @Monotonic Clock clock) {
        this.conflictStore = conflictStore;
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
    Next take(Conflict conflict, BooleanSupplier record, Deed deed, Duration time, Duration next)
            throws GuestException {
        if (!record.getAsBoolean()) {
            return Next.NOW;
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
        return conflictStore
                .asked(conflict.id(), conflict.state(), now.plus(time), refused)
                .map(deadline -> Next.after(properties.look(), now, now.plus(next), deadline))
                .orElse(Next.NOW);
    }
}
