// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.GuestCondition;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.GuestSightings;
import io.bailiff.manager.conflict.ReleaseOnRecord;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.guest.Holding;
import org.springframework.stereotype.Component;

/** Determines if a guest, or the rest of its process, has functions of a group. */
@Component
class Possession {

    private final GuestOperations guests;
    private final GuestSightings sightings;
    private final ReleaseOnRecord releases;

    Possession(GuestOperations guests, GuestSightings sightings, ReleaseOnRecord releases) {
        this.guests = guests;
        this.sightings = sightings;
        this.releases = releases;
    }

    /** Returns the functions of the group that the guest has now, according to libvirt. */
    Holding look(Assignment assignment) throws GuestException {
        Holding holding = guests.look(assignment.share());
        sightings.saw(assignment, holding);
        return holding;
    }

    boolean isOver(Assignment assignment, Holding holding) {
        return !holding.live() && !releases.isOpen(assignment);
    }

    /** Returns the condition of the guest now; UNKNOWN if libvirt does not answer. */
    GuestCondition condition(Assignment assignment) {
        try {
            return GuestSightings.condition(look(assignment));
        } catch (GuestException unseen) {
            return GuestCondition.UNKNOWN;
        }
    }

    /** Returns true if the stored state shows that the guest has released the group, for use while libvirt is away. */
    boolean isOverOnRecord(Assignment assignment) {
        return releases.isOver(assignment);
    }
}
