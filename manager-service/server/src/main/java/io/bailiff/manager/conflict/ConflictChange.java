package io.bailiff.manager.conflict;

import io.bailiff.manager.api.Rung;
import io.bailiff.manager.audit.OperatorNote;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be changed about a conflict; {@link ConflictStore} hands it to a change that it makes. */
public interface ConflictChange {

    /** Has a rung last this long, whatever a policy says. */
    void claimed(Rung rung, Duration longest);

    /**
     * The guest has been asked for what a rung is about.
     *
     * @param at when the time of the request counts from; null: no request counts
     * @param count how often it has been asked
     */
    void asked(Rung rung, @Nullable Instant at, int count);

    /** The rungs are for this run of the guest. */
    void guestRun(@Nullable String run);

    /** The ladder begins anew with another run of the guest, which has not been asked for anything. */
    void beginsWithRun(String run);

    /** What another conflict has done to the same guest counts for this one too, from now on. */
    void adopts(Conflict lead);

    /** Another conflict ends the guest. */
    void follows(UUID lead);

    /** Returns when the rung has lasted too long, or null as long as the guest has not been asked. */
    @Nullable
    Instant deadline();

    /** The rung has lasted too long at this instant; null: the guest has still to be asked. */
    void deadline(@Nullable Instant until);

    /** The guest, which is fenced, has been suspended. */
    void suspendedAt(Instant at);

    /** An operator has said that the host is repaired. */
    void unfencedAt(Instant at);

    /** An operator wants the conflict to end in favour of the guest. */
    void withdrawn(OperatorNote note);
}
