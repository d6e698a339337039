// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.PciAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The acknowledgements of health events in the database. Callers add acknowledgements only while they have the host's row locked. */
@Component
class HealthAcknowledgementStore {

    private final JdbcTemplate jdbc;

    HealthAcknowledgementStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the acknowledgements of a host, in the order of the events' ids. */
    @Transactional(readOnly = true)
    public List<HealthAcknowledgement> of(UUID host) {
        return jdbc.query(
                "select event_id, address, acknowledged_by, reason, acknowledged_at from host_health_acknowledgement"
                        + " where host_id = ? order by event_id",
                HealthAcknowledgementStore::acknowledgement,
                host);
    }

    /** Stores an acknowledgement in place of an earlier acknowledgement of the same event. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void put(UUID host, HealthAcknowledgement given) {
        remove(host, given.event());
        jdbc.update(
                "insert into host_health_acknowledgement (host_id, event_id, address, acknowledged_by, reason,"
                        + " acknowledged_at) values (?, ?, ?, ?, ?, ?)",
                host,
                given.event(),
                given.function().toString(),
                given.by(),
                given.reason(),
                given.at().atOffset(ZoneOffset.UTC));
    }

    /** Removes the acknowledgements of all events except the given events. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void retain(UUID host, Collection<String> events) {
        of(host).stream()
                .map(HealthAcknowledgement::event)
                .filter(event -> !events.contains(event))
                .forEach(event -> remove(host, event));
    }

    private void remove(UUID host, String event) {
        jdbc.update("delete from host_health_acknowledgement where host_id = ? and event_id = ?", host, event);
    }

    private static HealthAcknowledgement acknowledgement(ResultSet row, int number) throws SQLException {
        return new HealthAcknowledgement(
                row.getString(1),
                PciAddress.parse(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class).toInstant());
    }
}
