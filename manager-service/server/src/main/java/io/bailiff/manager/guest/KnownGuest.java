package io.bailiff.manager.guest;

import io.bailiff.libvirt.Guest;
import java.util.Optional;
import java.util.UUID;

/**
 * A guest as libvirt showed it at one moment.
 *
 * @param uuid what it is known by
 * @param name its name
 * @param state what it did, in libvirt's words
 * @param run tells one run of it from the next; empty while it is off
 * @param persistent whether it has a definition that outlives its run
 */
public record KnownGuest(UUID uuid, String name, String state, Optional<String> run, boolean persistent) {

    static KnownGuest of(Guest guest) {
        return new KnownGuest(guest.uuid(), guest.name(), guest.state().name(), guest.run(), guest.persistent());
    }

    /** Whether it runs, so that it may have devices open. */
    public boolean active() {
        return run.isPresent();
    }
}
