// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A claim that is about to open or join a conflict. */
public interface ClaimRequest {

    /** Returns the claimant, as the actor of the timeline entry. */
    String actor();

    /** Returns the claim for people: the reason of the eviction, and the text of the timeline entry. */
    String text();

    /**
     * Returns true if the claim has a timeline entry of its own since the given time, with the given assignment as its subject. The claim is
     * then not described by another entry.
     */
    boolean isOnTimeline(Assignment assignment, Instant since);

    /** Returns the opening time of the conflict, used if the claim opens the conflict. */
    Instant madeAt();

    /**
     * Returns the durations requested for rungs, used if the claim opens the conflict. The durations of the other rungs come from a policy.
     */
    Map<Rung, Duration> deadlines();

    /**
     * Locks the claim, and returns true if the claim is still pending. The claim then stays pending until the end of the transaction.
     * Called before the transaction locks any other row.
     */
    boolean stands();

    /** Stores the claim as a part of the conflict. */
    void enter(UUID conflict);
}
