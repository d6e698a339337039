// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.ConflictOutcome;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.audit.OperatorNote;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The possible changes of a conflict. {@link ConflictStore} passes an instance to the code that changes a conflict. */
public interface ConflictChange {

    /** Sets the duration of a rung, with precedence over every policy. */
    void claimed(Rung rung, Duration longest);

    /**
     * Stores the requests to the guest on a rung.
     *
     * @param at the time from which the request counts; null: no request counts
     * @param count the number of requests so far
     */
    void asked(Rung rung, @Nullable Instant at, int count);

    /** Sets the domain instance that the rungs act on. */
    void domainInstance(@Nullable String instance);

    /** Restarts the ladder with another domain instance, not asked for anything yet; null: with none, because no guest is asked. */
    void beginsWithInstance(@Nullable String instance);

    /** Follows another conflict on the same guest: copies its deadline and its requests on every rung but RELEASE. */
    void adopts(Conflict lead);

    /** Stores the id of another conflict that ends the guest. */
    void follows(UUID lead);

    /** Returns the end of the rung's time, or null while the guest has not been asked. */
    @Nullable
    Instant deadline();

    /** Sets the end of the rung's time; null: the guest has still to be asked. */
    void deadline(@Nullable Instant until);

    /** Stores the QEMU process of the domain instance that the rungs act on, as PID/START. */
    void guestProcess(String process);

    /** Counts a resumption of the guest. */
    void resumed();

    /** Sets the guest that the rungs act on; null: the guest of the assignment. */
    void actsOn(ActsOn.@Nullable OtherGuest stranger);

    /** Stores the users of the group that no rung acts on, for people; null: none. */
    void others(@Nullable String users);

    /** Stores the reason why the conflict does not progress, or null, without a timeline entry. */
    void problem(@Nullable String why);

    /** Stores the time when the guest was to be started again. */
    void startOrderedAt(Instant at);

    /** Stores what the conflict has cost the guest. */
    void outcome(ConflictOutcome cost);

    /** Stores the time when the fenced guest was suspended. */
    void suspendedAt(Instant at);

    /** Stores the time when an operator reported the repair of the host. */
    void unfencedAt(Instant at);

    /** Stores an operator's request to end the conflict in favour of the guest. */
    void withdrawn(OperatorNote note);
}
