package io.bailiff.manager.api;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of the record.
 *
 * @param at when it was written, by the manager's clock; always before what it announces is done
 * @param host the host that it is about, or null for the whole fleet
 * @param assignment the assignment, or null
 * @param conflict the conflict, or null
 * @param kind what kind of thing happened; stable, for programs
 * @param actor who did it: an operator and where from, the agent of a host, a guest, or the manager itself
 * @param text what happened, for people
 */
public record RecordEntry(
        Instant at,
        @Nullable UUID host,
        @Nullable UUID assignment,
        @Nullable UUID conflict,
        String kind,
        String actor,
        String text) {}
