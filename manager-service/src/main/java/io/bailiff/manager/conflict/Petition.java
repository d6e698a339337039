package io.bailiff.manager.conflict;

import java.time.Instant;
import java.util.UUID;

/** A claim on its way into a conflict. */
interface Petition {

    /** Who claims, as the record has it. */
    String actor();

    /** What the record says of it. */
    String text();

    /** When the conflict began, if this is its first claim. */
    Instant madeAt();

    /** How long the guest has to let go, if this is the first claim. */
    int releaseDeadlineSeconds();

    /** How long it then has to shut down. */
    int shutdownDeadlineSeconds();

    /**
     * Whether it still stands; if it does it stands for the rest of the transaction. Asked before anything else is
     * taken.
     */
    boolean stands();

    /** Writes down that it is in this conflict. */
    void enter(UUID conflict);
}
