// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The times up to which rows are removed, by the manager's wall clock.
 *
 * @param assignments of the ends of assignments
 * @param conflicts of the ends of conflicts
 * @param claims of the recording of claims in no conflict
 * @param record of the entries about hosts and the fleet
 * @param tokens of the expiry of join tokens
 * @param certificates of the ends of the certificates of hosts: a host can renew none of them any more
 */
record Cutoffs(
        Instant assignments, Instant conflicts, Instant claims, Instant record, Instant tokens, Instant certificates) {

    /** Operators look at recent ends, and an agent may report a recent end again. */
    private static final Duration NEVER_WITHIN = Duration.ofHours(1);

    /** Reads the times from the database: the number decides if there are more rows than the number within the age. */
    static Cutoffs now(JdbcTemplate jdbc, RetentionProperties keep, Duration renewalGrace, Instant now) {
        Instant old = now.minus(keep.age());
        Instant latest = now.minus(NEVER_WITHIN);
        return new Cutoffs(
                cutoff(jdbc, "state_since from assignment where live_group is null", keep.assignments(), old, latest),
                cutoff(jdbc, "state_since from conflict where live_group is null", keep.conflicts(), old, latest),
                cutoff(jdbc, "recorded_at from claim", keep.claims(), old, latest),
                cutoff(
                        jdbc,
                        "at from record_entry where assignment_id is null and conflict_id is null",
                        keep.record(),
                        old,
                        latest),
                old.isBefore(latest) ? old : latest,
                (old.isBefore(latest) ? old : latest).minus(renewalGrace));
    }

    private static Instant cutoff(JdbcTemplate jdbc, String times, int number, Instant old, Instant latest) {
        String column = times.substring(0, times.indexOf(' '));
        Instant cutoff = jdbc
                .query(
                        "select " + times + " order by " + column + " desc limit 1 offset " + number,
                        (row, count) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .stream()
                .filter(tooMany -> tooMany.isAfter(old))
                .findFirst()
                .orElse(old);
        return cutoff.isBefore(latest) ? cutoff : latest;
    }

    /** Returns the times as the parameters of {@link Removal#candidates}. */
    Map<String, Object> parameters() {
        return Map.of(
                "assignments", utc(assignments),
                "conflicts", utc(conflicts),
                "claims", utc(claims),
                "record", utc(record),
                "tokens", utc(tokens),
                "certificates", utc(certificates));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
