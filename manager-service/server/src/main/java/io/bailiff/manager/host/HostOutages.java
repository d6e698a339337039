// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The recorded outages of hosts: a row exists from the entry that reports a part of a host as away to the entry that reports the part as
 * back. The rows are persistent, so an outage is recorded once although the manager restarts.
 */
@Component
public class HostOutages {

    private final JdbcTemplate jdbc;

    HostOutages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A monitored part of a host. */
    public enum Part {
        AGENT,
        LIBVIRT,
        GUARD
    }

    /**
     * A recorded outage.
     *
     * @param host the host
     * @param part the part of the host that is away
     * @param since the start of the outage, by the manager's clock
     */
    public record Outage(UUID host, Part part, Instant since) {}

    /** Returns all recorded outages. */
    @Transactional(readOnly = true)
    public List<Outage> all() {
        return jdbc.query(
                "select host_id, part, since from host_outage",
                (row, number) -> new Outage(
                        row.getObject(1, UUID.class),
                        Part.valueOf(row.getString(2)),
                        row.getObject(3, OffsetDateTime.class).toInstant()));
    }

    /**
     * Stores the start of an outage, in the transaction that writes the entry.
     *
     * @throws org.springframework.dao.DuplicateKeyException if the outage is stored already
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void begin(Outage outage) {
        jdbc.update(
                "insert into host_outage (host_id, part, since) values (?, ?, ?)",
                outage.host(),
                outage.part().name(),
                outage.since().atOffset(ZoneOffset.UTC));
    }

    /** Removes an outage, in the transaction that writes the entry. Returns false if the outage is not stored. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean end(Outage outage) {
        return jdbc.update(
                        "delete from host_outage where host_id = ? and part = ?",
                        outage.host(),
                        outage.part().name())
                == 1;
    }
}
