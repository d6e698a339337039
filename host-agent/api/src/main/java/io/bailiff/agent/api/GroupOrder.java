package io.bailiff.agent.api;

import org.jspecify.annotations.Nullable;

/**
 * What the manager wants of one group. An order stands until it leaves the desired state; a group without an order is
 * left as it is, whatever that is.
 *
 * @param operationId names this change, so that it is done once however often the order is read
 * @param fingerprint the group; an order for a group that is not on the host fails
 * @param want where the group shall be
 * @param watchUse report at once when the group's use changes, because somebody waits for its release
 * @param assignmentId the assignment that this is for
 * @param guest the guest's name, for the host's log and {@code inspect}; null if unknown
 */
public record GroupOrder(
        String operationId,
        GroupFingerprint fingerprint,
        Want want,
        boolean watchUse,
        String assignmentId,
        @Nullable String guest) {

    /** Where a group shall be. */
    public enum Want {
        /** Away from the host: every endpoint pinned and bound to its vfio driver. */
        DETACHED,
        /** Detached, with bus mastering off on every endpoint for as long as the order stands, and every claim refused. */
        FENCED,
        /** Back with exactly the drivers and overrides that it had, once nobody has it open. */
        WITH_HOST
    }
}
