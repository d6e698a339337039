// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.restore;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.audit.Subject;
import io.bailiff.manager.change.Seen;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The restoration of an ended assignment.
 *
 * @param assignment the assignment that has ended
 * @param host the host of the assignment
 * @param conflict the conflict that has ended the assignment
 * @param state the progress of the restoration
 * @param epoch the number of changes of the restoration
 * @param claimed the functions claimed by the host
 * @param beganAt when the restoration began to wait
 * @param unusedSince since when the host uses none of the claimed functions, by the monotonic clock, or null
 * @param said an operator's request to stop waiting for the host, or null
 * @param consent the fingerprint of the changed group after an operator's consent, or null: the group as lent
 * @param problem the reason why the assignment is not restored now, or null
 * @param restoredBy the new assignment in place of the ended assignment, or null
 * @param endedAt when the assignment was restored or the restoration was cancelled, or null
 */
record Restoration(
        UUID assignment,
        UUID host,
        UUID conflict,
        RestorationState state,
        long epoch,
        List<PciAddress> claimed,
        Instant beganAt,
        @Nullable Instant unusedSince,
        @Nullable OperatorNote said,
        @Nullable GroupFingerprint consent,
        @Nullable String problem,
        @Nullable UUID restoredBy,
        @Nullable Instant endedAt)
        implements Seen<RestorationState> {

    Restoration {
        claimed = List.copyOf(claimed);
    }

    @Override
    public UUID id() {
        return assignment;
    }

    @Override
    public Subject subject() {
        return new Subject(host, assignment, conflict);
    }

    boolean open() {
        return state == RestorationState.WAITING;
    }
}
