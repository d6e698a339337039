package io.bailiff.manager.ladder;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.host.Inventories;
import org.springframework.stereotype.Component;

/** Tells whether a guest, or what is left of its process, has anything of a group. */
@Component
class Possession {

    private final GuestOperations guests;
    private final Inventories inventories;

    Possession(GuestOperations guests, Inventories inventories) {
        this.guests = guests;
        this.inventories = inventories;
    }

    /** Returns what the guest has of the group now, by libvirt's word. */
    Holding look(Assignment assignment) throws GuestException {
        return guests.look(assignment.share());
    }

    boolean isOver(Assignment assignment, Holding holding) {
        return !holding.live() && !isOpen(assignment);
    }

    /** The same by the record alone, for when libvirt cannot be asked: false if it is not known. */
    boolean isOverOnRecord(Assignment assignment) {
        return assignment.progress().releaseRevision() != null && !isOpen(assignment);
    }

    /** Whether it is known that somebody has the group open although libvirt does not show it in the guest any more. */
    private boolean isOpen(Assignment assignment) {
        Long revision = assignment.progress().releaseRevision();
        return inventories
                .latest(assignment.host())
                .filter(report -> revision != null && report.knows(revision))
                .flatMap(assignment::groupIn)
                .filter(group -> group.use().state() == GroupUse.State.IN_USE)
                .isPresent();
    }
}
