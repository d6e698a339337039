// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The policies in the database at a moment, read as docs/conflicts.md says, and not with the manager's own code.
 *
 * @param rows the values by scope and column
 * @param live the live assignments
 * @param host the only host; empty while it joins
 */
record StoredPolicies(Map<String, Map<String, String>> rows, List<Records.Assignment> live, Optional<UUID> host) {

    /** The value from the nearest scope that sets it. */
    private Optional<String> of(UUID assignment, String column) {
        return Stream.of(
                        "assignment/" + assignment,
                        "host/" + host.map(UUID::toString).orElse(""),
                        "fleet")
                .map(scope -> rows.getOrDefault(scope, Map.of()).get(column))
                .filter(value -> value != null)
                .findFirst();
    }

    private boolean is(UUID assignment, String column, String value) {
        return of(assignment, column).filter(value::equalsIgnoreCase).isPresent();
    }

    /** What ends or pauses a guest concerns all its assignments: one is enough to forbid it. */
    private boolean isForAny(Records.Conflict conflict, String column, String value) {
        return is(conflict.assignment(), column, value)
                || live.stream()
                        .filter(known -> known.guest().equals(conflict.target()))
                        .anyMatch(known -> is(known.id(), column, value));
    }

    boolean allowsShutdown(Records.Conflict conflict) {
        return !isForAny(conflict, "shutdown_allowed", "false");
    }

    boolean allowsDestroy(Records.Conflict conflict) {
        return !isForAny(conflict, "destroy_allowed", "false");
    }

    boolean allowsResume(Records.Conflict conflict) {
        return !isForAny(conflict, "paused_guest", "SKIP");
    }

    boolean allowsStrangers(Records.Conflict conflict) {
        return is(conflict.assignment(), "strangers", "LADDER");
    }

    boolean startsGuest(Records.Conflict conflict) {
        return is(conflict.assignment(), "guest_afterwards", "START");
    }
}
