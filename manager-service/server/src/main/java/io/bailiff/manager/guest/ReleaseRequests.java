// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks guests to release all functions of a group. First the share is removed from the definition, so the guest's next start goes without
 * the share. Then the running guest is asked again and again.
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
     * Removes the share from the guest's definition. A stuck QEMU also keeps libvirt from changing the definition. The caller then still
     * asks the guest, and the next step tries the definition again.
     *
     * @return false if libvirt cannot change the definition now
     * @throws GuestException if libvirt refuses the change, or is away
     */
    public boolean strip(Share share, Holding holding) throws GuestException {
        try {
            guests.undefine(share, holding);
            return true;
        } catch (GuestException failure) {
            if (failure.code() != GuestException.Code.BUSY) {
                throw failure;
            }
            LOG.debug(
                    "cannot change guest definition guest={} error={}: the next step retries",
                    share.guest(),
                    failure.getMessage());
            return false;
        }
    }

    /** Returns the time of the next request: at once if the guest has not been asked. */
    public Instant due(@Nullable Instant askedAt, Instant now) {
        return askedAt == null ? now : askedAt.plus(properties.askAgain());
    }

    /** Returns the interval of the requests. */
    public Duration interval() {
        return properties.askAgain();
    }

    /** Asks a running guest to release all functions of the group. */
    public void ask(Share share, Holding holding) throws GuestException {
        guests.ask(share, holding);
    }
}
