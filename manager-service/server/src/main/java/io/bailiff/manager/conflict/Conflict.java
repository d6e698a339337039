package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.audit.OperatorNote;
import io.bailiff.manager.audit.Subject;
import io.bailiff.manager.change.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
        @Nullable Instant resolvedAt)
        implements Seen<ConflictState> {

    @Override
    public @Nullable String problem() {
        return ladder.problem();
    }

    @Override
    public Subject subject() {
        return new Subject(host, assignment, id);
    }

    /**
     * How the rungs went.
     *
     * @param guestRun the run of the guest that the rungs are for; another run has to be asked first
     * @param claimed the deadlines that the first claim has asked for; those of the others are a policy's
     * @param deadline when the rung has lasted too long, or null as long as the guest has not been asked
     * @param asks how the guest was asked on each rung that was taken: DESTROY counts SIGTERM and SIGKILL
     * @param follows the conflict that ends the guest, if that is another one
     * @param suspendedAt when a guest that is fenced was suspended, or null
     * @param unfencedAt when somebody said that the host is repaired, or null
     * @param withdrawal an operator's wish to end it, or null
     * @param problem what keeps the conflict from going on, or null
     */
    public record Ladder(
            @Nullable String guestRun,
            Map<Rung, Duration> claimed,
            @Nullable Instant deadline,
            Map<Rung, Asks> asks,
            @Nullable UUID follows,
            @Nullable Instant suspendedAt,
            @Nullable Instant unfencedAt,
            @Nullable OperatorNote withdrawal,
            @Nullable String problem) {

        public Ladder {
            claimed = Map.copyOf(claimed);
            asks = Map.copyOf(asks);
        }

        /** Returns how the guest was asked on a rung. */
        public Asks asks(Rung rung) {
            return asks.getOrDefault(rung, Asks.NONE);
        }
    }

    /**
     * How often the guest has been asked for something.
     *
     * @param at when it was last asked, or null; the first time, where time is counted from that
     * @param count how often
     */
    public record Asks(@Nullable Instant at, int count) {

        static final Asks NONE = new Asks(null, 0);
    }
}
