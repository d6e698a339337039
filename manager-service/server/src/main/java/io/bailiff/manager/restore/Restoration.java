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
 * An assignment that is to come back.
 *
 * @param assignment the one that has ended
 * @param host its host
 * @param conflict which has ended it
 * @param state how far it is
 * @param epoch counts its changes
 * @param claimed the functions that the host has claimed
 * @param beganAt since when it waits
 * @param unusedSince since when the host uses none of them, by the steady clock, or null
 * @param said an operator's word that it need not be waited for, or null
 * @param consent the group as an operator has agreed to it, or null: as it was
 * @param problem what keeps it from coming back, or null
 * @param restoredBy the assignment that has taken its place, or null
 * @param endedAt when it came back or was called off, or null
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
