package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupFingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A conflict as it was when it was read.
 *
 * @param id its id
 * @param host the host
 * @param assignment the assignment that has the group
 * @param group the group
 * @param state which rung it is on
 * @param epoch counts its changes
 * @param since when it got onto the rung
 * @param ladder how the rungs went
 * @param openedAt when the manager heard of the first claim
 * @param resolvedAt when the host had the group, or null
 */
public record Conflict(
        UUID id,
        UUID host,
        UUID assignment,
        GroupFingerprint group,
        ConflictState state,
        long epoch,
        Instant since,
        Ladder ladder,
        Instant openedAt,
        @Nullable Instant resolvedAt) {

    /**
     * How the rungs went.
     *
     * @param guestRun the run of the guest that the rungs are for; another run has to be asked first
     * @param releaseDeadline how long the guest has to let go
     * @param shutdownDeadline how long it has to shut down
     * @param deadline when the rung has lasted too long, or null as long as the guest has not been asked
     * @param releaseAskedAt when the guest was last asked to let go, or null
     * @param releaseAsks how often
     * @param shutdownAskedAt when it was last asked to shut down, or null
     * @param shutdownAsks how often
     * @param exhausted whether there is no rung left, and somebody has to end the guest by hand
     * @param problem what keeps the conflict from going on, or null
     */
    public record Ladder(
            @Nullable String guestRun,
            Duration releaseDeadline,
            Duration shutdownDeadline,
            @Nullable Instant deadline,
            @Nullable Instant releaseAskedAt,
            int releaseAsks,
            @Nullable Instant shutdownAskedAt,
            int shutdownAsks,
            boolean exhausted,
            @Nullable String problem) {}
}
