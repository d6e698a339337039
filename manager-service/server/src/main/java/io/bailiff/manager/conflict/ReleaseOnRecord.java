// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.host.Inventories;
import java.util.List;
import java.util.Optional;
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

    /** Returns true if {@link #openBy any process} is known to have the group open. */
    public boolean isOpen(Assignment assignment) {
        return openBy(assignment).isPresent();
    }

    /**
     * Returns the processes that are known to have the group open although libvirt shows no function in the guest any more, or empty if no
     * process is known to have the group open. The list is empty if the agent does not name the processes. Only the report of an agent with
     * the release revision counts. The answer is of a single report: two calls may be answered by two reports.
     */
    public Optional<List<GroupUse.Holder>> openBy(Assignment assignment) {
        return known(assignment)
                .map(IommuGroupReport::use)
                .filter(use -> use.state() == GroupUse.State.IN_USE)
                .map(GroupUse::holders);
    }

    private Optional<IommuGroupReport> known(Assignment assignment) {
        Long revision = assignment.progress().releaseRevision();
        return inventories
                .latest(assignment.host())
                .filter(report -> revision != null && report.knows(revision))
                .flatMap(assignment::groupIn);
    }

    /** Returns the processes that have the group open by the agent's last report. */
    public List<GroupUse.Holder> reportedHolders(Assignment assignment) {
        return inventories
                .latest(assignment.host())
                .flatMap(assignment::groupIn)
                .map(IommuGroupReport::use)
                .filter(use -> use.state() == GroupUse.State.IN_USE)
                .map(GroupUse::holders)
                .orElse(List.of());
    }
}
