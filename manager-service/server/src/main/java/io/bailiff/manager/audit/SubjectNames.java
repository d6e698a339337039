// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import io.bailiff.manager.api.RecordEntry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/**
 * Finds the names behind the ids of an entry, for the log. The names never change, so each name is read once and cached. A host without a
 * row, or an assignment without a row, has no name.
 */
@Component
class SubjectNames {

    private static final int MOST = 10_000;

    private final JdbcTemplate jdbc;
    private final Map<UUID, String> hosts = cache();
    private final Map<UUID, Loan> loans = cache();

    SubjectNames(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The names of an entry's host, guest and group, as far as known. */
    record Names(
            @Nullable String host,
            @Nullable String guest,
            @Nullable String group) {}

    /** The guest and the group of an assignment. */
    private record Loan(String guest, String group) {}

    /** Returns the names for an entry. Reads the database in the current transaction if a name is not cached. */
    Names of(RecordEntry entry) {
        Loan loan = entry.assignment() == null ? null : loan(entry.assignment());
        return new Names(
                entry.host() == null ? null : host(entry.host()),
                loan == null ? null : loan.guest(),
                loan == null ? null : loan.group());
    }

    private @Nullable String host(UUID id) {
        return find(hosts, "select name from host where id = ?", (row, number) -> row.getString(1), id);
    }

    private @Nullable Loan loan(UUID assignment) {
        return find(
                loans,
                "select guest_name, fingerprint from assignment where id = ?",
                (row, number) -> new Loan(row.getString(1), row.getString(2)),
                assignment);
    }

    private <T> @Nullable T find(Map<UUID, T> cache, String select, RowMapper<T> mapper, UUID id) {
        T known = cache.get(id);
        if (known != null) {
            return known;
        }
        Optional<T> read = jdbc.query(select, mapper, id).stream().findFirst();
        read.ifPresent(found -> cache.put(id, found));
        return read.orElse(null);
    }

    private static <T> Map<UUID, T> cache() {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<UUID, T> eldest) {
                return size() > MOST;
            }
        });
    }
}
