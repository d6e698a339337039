// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.outdated;

import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.host.OutdatedHosts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Compares the report of an outdated host with the record. */
@Component
class Differences {

    private final Inventories inventories;
    private final Assignments assignments;
    private final ConflictStore conflicts;
    private final OutdatedHosts outdated;

    Differences(Inventories inventories, Assignments assignments, ConflictStore conflicts, OutdatedHosts outdated) {
        this.inventories = inventories;
        this.assignments = assignments;
        this.conflicts = conflicts;
        this.outdated = outdated;
    }

    /**
     * Returns the differences without an answer, first those of the host's groups. Empty if the agent has not reported since the start of the
     * manager: the stored report may be as old as the record.
     */
    @Transactional(readOnly = true)
    public Optional<List<Difference>> of(UUID host) {
        return inventories.hasReported(host)
                ? inventories.latest(host).map(report -> compare(host, report))
                : Optional.empty();
    }

    private List<Difference> compare(UUID host, Inventory inventory) {
        Set<UUID> kept = outdated.kept(host);
        List<Difference> found = new ArrayList<>();
        Set<UUID> compared = new HashSet<>(kept);
        for (IommuGroupReport group : inventory.report().groups()) {
            Optional<UUID> owner = Difference.owner(group);
            if (owner.isPresent() && !kept.contains(owner.get())) {
                Optional<Assignment> recorded = assignments.liveOf(host, group.fingerprint());
                recorded.ifPresent(assignment -> compared.add(assignment.id()));
                of(group, owner.get(), recorded.orElse(null)).ifPresent(found::add);
            }
        }
        assignments.liveOn(host).stream()
                .filter(assignment -> !compared.contains(assignment.id()))
                .forEach(assignment -> found.add(onlyRecorded(assignment, inventory)));
        return List.copyOf(found);
    }

    private Optional<Difference> of(IommuGroupReport group, UUID owner, @Nullable Assignment recorded) {
        if (recorded == null || !recorded.id().equals(owner)) {
            boolean adoptable = !assignments.exists(owner);
            return Optional.of(new Difference(group.fingerprint(), group, owner, recorded, null, adoptable));
        }
        return conflict(recorded)
                .map(conflict -> new Difference(group.fingerprint(), group, owner, recorded, conflict, false));
    }

    private Difference onlyRecorded(Assignment assignment, Inventory inventory) {
        return new Difference(
                assignment.group(),
                assignment.groupIn(inventory).orElse(null),
                null,
                assignment,
                conflict(assignment).orElse(null),
                false);
    }

    private Optional<UUID> conflict(Assignment assignment) {
        return conflicts.openOn(assignment).map(Conflict::id);
    }
}
