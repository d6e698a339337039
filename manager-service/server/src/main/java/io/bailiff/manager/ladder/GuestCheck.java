// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.guest.GuestException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Examines the guest of a conflict for operators' requests: after the guest has released the group, no rung is left. */
@Component
class GuestCheck {

    private static final Logger LOG = LoggerFactory.getLogger(GuestCheck.class);

    private final Possession possession;

    GuestCheck(Possession possession) {
        this.possession = possession;
    }

    /**
     * Returns true if the guest is known to have nothing of the group, or if the assignment is not EVICTING any more. If libvirt is away,
     * the stored state decides.
     */
    private boolean isReleased(Assignment assignment) {
        if (assignment.state() != AssignmentState.EVICTING) {
            return true;
        }
        try {
            return possession.isOver(assignment, possession.look(assignment));
        } catch (GuestException away) {
            LOG.info(
                    "cannot look at the guest guest={} assignment={} error={}: the stored state decides if the group is released",
                    assignment.guestName(),
                    assignment.id(),
                    away.getMessage());
            return possession.isOverOnRecord(assignment);
        }
    }

    /** Rejects an operator's request if the guest has released the group, because no rung is left then. */
    void requireHeld(Conflict conflict, Assignment assignment) {
        if (isReleased(assignment)) {
            throw SteeringProblems.released(conflict, assignment).exception();
        }
    }

    /**
     * Returns the domain instance that the rungs act on. An operator who skips a rung before the first request means the present domain
     * instance of the guest.
     *
     * @return the domain instance, or null if none is known
     */
    @Nullable
    String domainInstance(Conflict conflict, Assignment assignment) {
        if (conflict.ladder().domainInstance() != null) {
            return conflict.ladder().domainInstance();
        }
        try {
            return possession.look(assignment).domainInstance().orElse(null);
        } catch (GuestException later) {
            LOG.info(
                    "domain instance of the guest is unknown guest={} conflict={} error={}: the instance is asked first",
                    assignment.guestName(),
                    conflict.id(),
                    later.getMessage());
            return null;
        }
    }
}
