package io.bailiff.manager.conflict;

import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import io.bailiff.manager.guest.Holding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes what is in conflict out of a guest's definition: one that ends, or is started again, must not come back with it. */
@Component
class NextStart {

    private static final Logger LOG = LoggerFactory.getLogger(NextStart.class);

    private final GuestSide guestSide;

    NextStart(GuestSide guestSide) {
        this.guestSide = guestSide;
    }

    /**
     * A stuck QEMU keeps libvirt from changing the definition too. What ends the guest does not wait for that; it is tried again, also
     * after the guest has ended.
     */
    void goWithout(Assignment assignment, Holding holding) throws GuestException {
        try {
            guestSide.undefine(assignment.share(), holding);
        } catch (GuestException failure) {
            if (failure.code() != GuestException.Code.BUSY) {
                throw failure;
            }
            LOG.info(
                    "The definition of {} keeps its functions for now: {}",
                    assignment.guestName(),
                    failure.getMessage());
        }
    }
}
