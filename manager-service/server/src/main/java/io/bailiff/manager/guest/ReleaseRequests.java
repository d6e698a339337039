package io.bailiff.manager.guest;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks guests to release what they have of a group: the definition loses the share first, so that the guest's next start goes without it;
 * then the running guest is asked, and asked again.
 */
@Component
public class ReleaseRequests {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseRequests.class);

    private final GuestOperations guests;
    private final GuestProperties properties;

    ReleaseRequests(GuestOperations guests, GuestProperties properties) {
        this.guests = guests;
        this.properties = properties;
    }

    /**
     * Takes the share out of the guest's definition. A stuck QEMU keeps libvirt from changing the definition too: the guest is asked all
     * the same, and the definition is tried again with the next step.
     *
     * @return false if libvirt cannot change the definition now
     * @throws GuestException if libvirt refuses to change it, or is away
     */
    public boolean strip(Share share, Holding holding) throws GuestException {
        try {
            guests.undefine(share, holding);
            return true;
        } catch (GuestException failure) {
            if (failure.code() != GuestException.Code.BUSY) {
                throw failure;
            }
            LOG.info("definition keeps functions for now guest={}: {}", share.guest(), failure.getMessage());
            return false;
        }
    }

    /** Returns when the guest is to be asked: at once if it has not been asked. */
    public Instant due(@Nullable Instant askedAt, Instant now) {
        return askedAt == null ? now : askedAt.plus(properties.askAgain());
    }

    /** Returns how often the guest is asked. */
    public Duration interval() {
        return properties.askAgain();
    }

    /** Asks a running guest to release everything that it has of the group. */
    public void ask(Share share, Holding holding) throws GuestException {
        guests.ask(share, holding);
    }
}
