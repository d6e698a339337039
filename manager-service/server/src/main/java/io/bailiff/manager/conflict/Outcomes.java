// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictOutcome;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.guest.Holding;
import java.util.Optional;

/** Determines what a conflict has cost the guest. */
public final class Outcomes {

    private Outcomes() {}

    /**
     * Returns the outcome of a conflict whose guest no longer has the group. Without the guest, because libvirt is away, the requests to the
     * guest decide.
     *
     * @param guest the guest that the rungs have acted on, as libvirt shows it now
     */
    public static ConflictOutcome of(Conflict conflict, Optional<Holding> guest) {
        Conflict.Ladder ladder = conflict.ladder();
        if (ladder.unfencedAt() != null) {
            return ConflictOutcome.FENCED;
        }
        boolean ended = guest.map(now -> !now.domainInstance().equals(Optional.ofNullable(ladder.domainInstance())))
                .orElse(true);
        if (ended && ladder.asks(Rung.DESTROY).count() > 0) {
            return ConflictOutcome.DESTROYED;
        }
        return ended && ladder.asks(Rung.SHUTDOWN).at() != null ? ConflictOutcome.SHUT_DOWN : ConflictOutcome.RELEASED;
    }

    /** Returns true if the outcome is that the conflict has shut down or destroyed the guest. */
    public static boolean isEndOfGuest(ConflictOutcome outcome) {
        return outcome == ConflictOutcome.SHUT_DOWN || outcome == ConflictOutcome.DESTROYED;
    }
}
