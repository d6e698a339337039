package io.bailiff.manager.conflict;

import io.bailiff.manager.api.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A claim on its way into a conflict. */
public interface ClaimRequest {

    /** Who claims, as the record has it. */
    String actor();

    /** What the record says of it. */
    String text();

    /** When the conflict began, if this is its first claim. */
    Instant madeAt();

    /** The deadlines that it asks for, if this is the first claim; those of the other rungs are a policy's. */
    Map<Rung, Duration> deadlines();

    /**
     * Whether it still stands; if it does it stands for the rest of the transaction. Asked before anything else is
     * taken.
     */
    boolean stands();

    /** Writes down that it is in this conflict. */
    void enter(UUID conflict);
}
