package io.bailiff.manager.ladder;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.host.Inventories;
import org.springframework.stereotype.Component;

/** Determines if a guest, or the rest of its process, has functions of a group. */
@Component
class Possession {

    private final GuestOperations guests;
    private final Inventories inventories;

    Possession(GuestOperations guests, Inventories inventories) {
        this.guests = guests;
        this.inventories = inventories;
    }

    /** Returns the functions of the group that the guest has now, according to libvirt. */
    Holding look(Assignment assignment) throws GuestException {
        return guests.look(assignment.share());
    }

    boolean isOver(Assignment assignment, Holding holding) {
        return !holding.live() && !isOpen(assignment);
    }

    /**
     * Returns true if the stored state shows that the guest has released the group, for use while libvirt is away. Returns false if
     * unknown.
     */
    boolean isOverOnRecord(Assignment assignment) {
        return assignment.progress().releaseRevision() != null && !isOpen(assignment);
    }

    /**
     * Returns true if a process is known to have the group open although libvirt shows no function in the guest any more. Only the report
     * of an agent with the release revision counts.
     */
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
