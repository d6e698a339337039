// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Guest;
import java.util.Optional;
import java.util.UUID;

/**
 * A guest as libvirt showed the guest at a single moment.
 *
 * @param uuid the UUID of the guest
 * @param name the name of the guest
 * @param state the state of the guest, a name of {@code GuestState}
 * @param domainInstance the id of the guest's domain instance, another one after each start; empty while the guest is off
 * @param persistent true if the guest has a definition that outlives the domain instance
 */
public record KnownGuest(UUID uuid, String name, String state, Optional<String> domainInstance, boolean persistent) {

    static KnownGuest of(Guest guest) {
        return new KnownGuest(
                guest.uuid(), guest.name(), guest.state().name(), guest.domainInstance(), guest.persistent());
    }

    /** Returns true if the guest runs, and so may have devices open. */
    public boolean active() {
        return domainInstance.isPresent();
    }
}
