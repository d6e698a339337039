// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.Target;
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
     * Rejects an operator's request if no guest has the group, because no rung is left then, or if somebody else than the guest of the
     * conflict has it, because no rung may act on the guest. If libvirt is away, the stored state decides.
     */
    void requireHeld(Conflict conflict, Assignment assignment) {
        if (assignment.state() != AssignmentState.EVICTING) {
            throw SteeringProblems.released(conflict, assignment).exception();
        }
        try {
            require(conflict, assignment, possession.grip(conflict, assignment));
        } catch (GuestException away) {
            LOG.info(
                    "cannot look at the guest guest={} assignment={} error={}: the stored state decides if the group is released",
                    Target.of(conflict, assignment).name(),
                    assignment.id(),
                    away.getMessage());
            possession.gripOnRecord(conflict, assignment).ifPresent(grip -> require(conflict, assignment, grip));
        }
    }

    private static void require(Conflict conflict, Assignment assignment, Possession.Grip grip) {
        if (grip.isNobody()) {
            throw SteeringProblems.released(conflict, assignment).exception();
        }
        if (!grip.target()) {
            throw SteeringProblems.stranger(conflict, assignment, grip.others()).exception();
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
            return possession
                    .look(Target.of(conflict, assignment))
                    .domainInstance()
                    .orElse(null);
        } catch (GuestException later) {
            LOG.info(
                    "domain instance of the guest is unknown guest={} conflict={} error={}: the instance is asked first",
                    Target.of(conflict, assignment).name(),
                    conflict.id(),
                    later.getMessage());
            return null;
        }
    }
}
