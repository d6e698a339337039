// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.page;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * The position of a row in a list that is ordered by a time and by the id.
 *
 * @param at the time, in microseconds as the database stores the time
 * @param id the id as text
 */
public record TimePosition(Instant at, String id) {

    /** Returns the position as the parts of a cursor. */
    public List<String> parts() {
        return List.of(Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at)), id);
    }

    /**
     * Reads the parts of a cursor.
     *
     * @throws io.bailiff.manager.problem.ProblemException 400 if the parts are no time after 1970 and an id
     */
    public static TimePosition of(List<String> parts) {
        try {
            long micros = Long.parseLong(parts.get(0));
            if (parts.size() == 2 && micros >= 0) {
                return new TimePosition(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), parts.get(1));
            }
        } catch (NumberFormatException malformed) {
            throw Cursor.invalid();
        }
        throw Cursor.invalid();
    }

    /**
     * Returns the id as a UUID.
     *
     * @throws io.bailiff.manager.problem.ProblemException 400 if the id is no UUID
     */
    public UUID uuid() {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException malformed) {
            throw Cursor.invalid();
        }
    }

    /**
     * Returns the id as a number.
     *
     * @throws io.bailiff.manager.problem.ProblemException 400 if the id is no number
     */
    public long number() {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException malformed) {
            throw Cursor.invalid();
        }
    }
}
