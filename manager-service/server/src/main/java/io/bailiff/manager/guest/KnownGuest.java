// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.GuestState;
import io.bailiff.manager.api.GuestCondition;
import java.util.Optional;
import java.util.UUID;

/**
 * A guest as libvirt showed the guest at a single moment.
 *
 * @param uuid the UUID of the guest
 * @param name the name of the guest
 * @param state the state of the guest, a name of {@code GuestState}
 * @param condition the same state for the ladder, with the difference between a guest that is off and one that runs
 * @param domainInstance the id of the guest's domain instance, another one after each start; empty while the guest is off
 * @param persistent true if the guest has a definition that outlives the domain instance
 */
public record KnownGuest(
        UUID uuid,
        String name,
        String state,
        GuestCondition condition,
        Optional<String> domainInstance,
        boolean persistent) {

    static KnownGuest of(Guest guest) {
        return new KnownGuest(
                guest.uuid(),
                guest.name(),
                guest.state().name(),
                condition(guest),
                guest.domainInstance(),
                guest.persistent());
    }

    private static GuestCondition condition(Guest guest) {
        if (!guest.active()) {
            return guest.state() == GuestState.SAVED ? GuestCondition.SAVED : GuestCondition.OFF;
        }
        return switch (guest.state()) {
            case PAUSED -> GuestCondition.PAUSED;
            case SUSPENDED -> GuestCondition.SUSPENDED;
            case STARTING -> GuestCondition.STARTING;
            case SHUTTING_DOWN -> GuestCondition.SHUTTING_DOWN;
            case CRASHED -> GuestCondition.CRASHED;
            case RUNNING, UNKNOWN, SAVED, SHUT_OFF -> GuestCondition.RUNNING;
        };
    }

    /** Returns true if the guest runs, and so may have devices open. */
    public boolean active() {
        return domainInstance.isPresent();
    }
}
