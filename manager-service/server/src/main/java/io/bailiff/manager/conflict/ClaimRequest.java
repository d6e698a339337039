package io.bailiff.manager.conflict;

import io.bailiff.manager.api.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A claim that is about to open or join a conflict. */
public interface ClaimRequest {

    /** Returns the claimant, as the actor of the timeline entry. */
    String actor();

    /** Returns the text of the timeline entry. */
    String text();

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
