// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.host.Inventories;
import org.springframework.stereotype.Component;

/** Determines from the database and the agent's last report, without libvirt, if a guest has released a group. */
@Component
public class ReleaseOnRecord {

    private final Inventories inventories;

    ReleaseOnRecord(Inventories inventories) {
        this.inventories = inventories;
    }

    /** Returns true if the stored state shows that the guest has released the group. Returns false if unknown. */
    public boolean isOver(Assignment assignment) {
        return assignment.progress().releaseRevision() != null && !isOpen(assignment);
    }

    /**
     * Returns true if a process is known to have the group open although libvirt shows no function in the guest any more. Only the report
     * of an agent with the release revision counts.
     */
    public boolean isOpen(Assignment assignment) {
        Long revision = assignment.progress().releaseRevision();
        return inventories
                .latest(assignment.host())
                .filter(report -> revision != null && report.knows(revision))
                .flatMap(assignment::groupIn)
                .filter(group -> group.use().state() == GroupUse.State.IN_USE)
                .isPresent();
    }
}
