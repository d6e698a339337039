// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.manager.api.ConflictOutcome;
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
 * A conflict as read from the database.
 *
 * @param id the conflict's id
 * @param host the host's id
 * @param assignment the id of the group's assignment
 * @param group the group's fingerprint
 * @param state the current rung, or the end
 * @param outcome what the conflict has cost the guest, or null while more can be done to the guest
 * @param epoch the number of changes so far
 * @param since the time when the state began
 * @param ladder the progress on the rungs
 * @param openedAt the time when the manager recorded the first claim, or put a claim with an earlier conflict into this conflict
 * @param resolvedAt the time when the host had the group back, or null
 */
public record Conflict(
        UUID id,
        UUID host,
        UUID assignment,
        GroupFingerprint group,
        ConflictState state,
        @Nullable ConflictOutcome outcome,
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
     * The progress of a conflict on its rungs.
     *
     * @param on the guest that the rungs act on
     * @param claimed the durations of rungs as requested by the first claim, or extended by an operator; other durations come from a policy
     * @param deadline the end of the rung's time by the monotonic clock, or null while the guest has not been asked
     * @param asks the requests to the guest, by rung; DESTROY counts SIGTERM and SIGKILL
     * @param follows the id of the conflict that ends the guest, if another conflict does so
     * @param suspendedAt the time when the fenced guest was suspended, or null
     * @param unfencedAt the time when an operator reported the repair of the host, or null
     * @param startOrderedAt the time when the guest was to be started again, or null
     * @param withdrawal an operator's request to withdraw the conflict, or null
     * @param problem the reason why the conflict does not progress, or null
     */
    public record Ladder(
            ActsOn on,
            Map<Rung, Duration> claimed,
            @Nullable Instant deadline,
            Map<Rung, Asks> asks,
            @Nullable UUID follows,
            @Nullable Instant suspendedAt,
            @Nullable Instant unfencedAt,
            @Nullable Instant startOrderedAt,
            @Nullable OperatorNote withdrawal,
            @Nullable String problem) {

        public Ladder {
            claimed = Map.copyOf(claimed);
            asks = Map.copyOf(asks);
        }

        /** Returns the domain instance that the rungs act on, or null. */
        public @Nullable String domainInstance() {
            return on.domainInstance();
        }

        /** Returns the requests to the guest on a rung. */
        public Asks asks(Rung rung) {
            return asks.getOrDefault(rung, Asks.NONE);
        }
    }

    /**
     * The requests to a guest on a rung.
     *
     * @param at the time of the last request by the monotonic clock, or null; on the shutdown rung the time of the first request
     * @param count the number of requests
     */
    public record Asks(@Nullable Instant at, int count) {

        static final Asks NONE = new Asks(null, 0);
    }
}
