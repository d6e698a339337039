// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.outdated;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.api.DifferenceAnswer;
import io.bailiff.manager.assignment.Assignment;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A difference between a host and its outdated record.
 *
 * @param group the group
 * @param reported the group in the agent's report, or null if the host has no such group
 * @param onHost the assignment that the agent has detached the group for, or null
 * @param recorded the live assignment of the record, or null
 * @param openConflict the open conflict of the recorded assignment, or null
 * @param adoptable true if the record can take the loan of the host: the record has no assignment with the id
 */
record Difference(
        GroupFingerprint group,
        @Nullable IommuGroupReport reported,
        @Nullable UUID onHost,
        @Nullable Assignment recorded,
        @Nullable UUID openConflict,
        boolean adoptable) {

    private static final String OWNER = "assignment ";

    /** Returns the assignment that the agent has detached a group for; empty for another owner, such as a command on the host. */
    static Optional<UUID> owner(IommuGroupReport group) {
        String owner = group.owner();
        try {
            return owner == null || !owner.startsWith(OWNER)
                    ? Optional.empty()
                    : Optional.of(UUID.fromString(owner.substring(OWNER.length())));
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    /**
     * Returns the possible answers. A loan of the host goes into the record, because no order may contradict the host's journal. A recorded
     * assignment that the host does not have has either ended, or not begun, or a boot of the host has ended its pins.
     */
    List<DifferenceAnswer> answers() {
        if (onHost == null) {
            return List.of(DifferenceAnswer.END, DifferenceAnswer.KEEP);
        }
        if (recorded != null && recorded.id().equals(onHost)) {
            return List.of(DifferenceAnswer.KEEP);
        }
        return adoptable ? List.of(DifferenceAnswer.ADOPT, DifferenceAnswer.RETURN) : List.of();
    }
}
