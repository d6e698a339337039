// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the record.
 *
 * @param at when the entry was added, by the manager's clock; an action is always announced before the action is taken
 * @param host the host concerned, or null for the whole fleet
 * @param assignment the assignment, or null
 * @param conflict the conflict, or null
 * @param kind the kind of event; stable, for programs
 * @param actor the origin of the event: an operator and the remote address, the agent of a host, a guest, or the manager
 * @param text the event, for people
 */
public record RecordEntry(
        Instant at,
        @Nullable UUID host,
        @Nullable UUID assignment,
        @Nullable UUID conflict,
        String kind,
        String actor,
        String text) {}
