package io.bailiff.manager.conflict;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestSide;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells operators' requests whether the guest of a conflict has released the group: then no rung is left that it could be on. */
@Component
class ReleaseCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseCheck.class);

    private final Possession possession;
    private final GuestSide guestSide;

    ReleaseCheck(Possession possession, GuestSide guestSide) {
        this.possession = possession;
        this.guestSide = guestSide;
    }

    /** Returns true if the guest is known to have nothing of the group. If libvirt is away, what was recorded decides. */
    boolean isReleased(Assignment assignment) {
        if (assignment.state() != AssignmentState.EVICTING) {
            return true;
        }
        try {
            return possession.isOver(assignment, guestSide.look(assignment.share()));
        } catch (GuestException away) {
            LOG.info(
                    "cannot ask libvirt guest={} assignment={}: the record decides whether it has released: {}",
                    assignment.guestName(),
                    assignment.id(),
                    away.getMessage());
            return possession.isOverOnRecord(assignment);
        }
    }
}
