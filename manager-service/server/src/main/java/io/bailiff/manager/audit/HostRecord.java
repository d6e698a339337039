// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import io.bailiff.manager.api.RecordEntry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads the entries about a host itself. Entries about the host's assignments and conflicts are in the timelines of those. */
@Component
public class HostRecord {

    private static final String OF_HOST =
            " from record_entry where host_id = ? and assignment_id is null and conflict_id is null";

    private final JdbcTemplate jdbc;

    HostRecord(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the newest entries about a host, the newest first. */
    @Transactional(readOnly = true)
    public List<RecordEntry> newest(UUID host, int most) {
        return jdbc.query(
                "select at, kind, actor, text" + OF_HOST + " order by id desc limit ?",
                (row, number) -> new RecordEntry(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        host,
                        null,
                        null,
                        row.getString(2),
                        row.getString(3),
                        row.getString(4)),
                host,
                most);
    }

    /** Returns the number of entries of a kind about a host, from a time on. */
    @Transactional(readOnly = true)
    public int count(UUID host, String kind, Instant from) {
        return Objects.requireNonNull(jdbc.queryForObject(
                "select count(*)" + OF_HOST + " and kind = ? and at >= ?",
                Integer.class,
                host,
                kind,
                from.atOffset(ZoneOffset.UTC)));
    }
}
