// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The manager's instruction for one group. An order is in force until the order leaves the desired state. The agent does not
 * move a group without an order.
 *
 * @param operationId the id of the change: the agent carries out the change once, however often the agent reads the order
 * @param fingerprint the group; an order for a group missing on the host fails
 * @param want the wanted state of the group
 * @param watchUse if true, the agent reports at once when the group's use changes, because a conflict or operation waits for
 *     the release
 * @param assignmentId the assignment behind the order
 * @param guest the guest's name, for the host's log and {@code inspect}; null if unknown
 * @param allowed the uses of the group that the request allows to end; empty from an older manager
 */
public record GroupOrder(
        String operationId,
        GroupFingerprint fingerprint,
        Want want,
        boolean watchUse,
        String assignmentId,
        @Nullable String guest,
        Set<Refusal.Code> allowed) {

    public GroupOrder {
        allowed = orEmpty(allowed);
    }

    /** An order that overrides no refusal. */
    public GroupOrder(
            String operationId,
            GroupFingerprint fingerprint,
            Want want,
            boolean watchUse,
            String assignmentId,
            @Nullable String guest) {
        this(operationId, fingerprint, want, watchUse, assignmentId, guest, Set.of());
    }

    private static Set<Refusal.Code> orEmpty(@Nullable Set<Refusal.Code> codes) {
        return codes == null ? Set.of() : Set.copyOf(codes);
    }

    /** The wanted state of a group. */
    public enum Want {
        /** Detached from the host drivers: every endpoint is pinned and bound to the endpoint's vfio driver. */
        DETACHED,
        /** Detached, with bus mastering off on every endpoint for as long as the order stands, and every claim refused. */
        FENCED,
        /** Reattached, once no process has the group open, to exactly the drivers and overrides of the time before the detach. */
        WITH_HOST
    }
}
