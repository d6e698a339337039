// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.manager.audit.Timeline;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The operators' permissions for assignments on hosts whose guard does not work. Each change locks the host's row and is on record. */
@Component
public class UnguardedLoans {

    private final JdbcTemplate jdbc;
    private final Hosts hosts;
    private final Timeline timeline;
    private final Clock clock;

    UnguardedLoans(JdbcTemplate jdbc, Hosts hosts, Timeline timeline, Clock clock) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.timeline = timeline;
        this.clock = clock;
    }

    /**
     * A permission for a host.
     *
     * @param by the operator, as in the record
     * @param reason the reason, in the operator's words
     * @param at the time of the permission
     */
    public record Permission(String by, String reason, Instant at) {}

    /** Returns the permission for a host; empty if assignments need a working guard. */
    @Transactional(readOnly = true)
    public Optional<Permission> of(UUID host) {
        return jdbc
                .query(
                        "select allowed_by, reason, allowed_at from host_unguarded_loans where host_id = ?",
                        (row, number) -> new Permission(
                                row.getString(1),
                                row.getString(2),
                                row.getObject(3, OffsetDateTime.class).toInstant()),
                        host)
                .stream()
                .findFirst();
    }

    /** Returns the permissions of those of the hosts that have a permission, by the hosts' ids. */
    @Transactional(readOnly = true)
    public Map<UUID, Permission> of(Collection<UUID> several) {
        Map<UUID, Permission> permissions = new HashMap<>();
        if (!several.isEmpty()) {
            String places = String.join(", ", Collections.nCopies(several.size(), "?"));
            jdbc.query(
                    "select host_id, allowed_by, reason, allowed_at from host_unguarded_loans where host_id in ("
                            + places + ")",
                    row -> {
                        permissions.put(
                                row.getObject(1, UUID.class),
                                new Permission(
                                        row.getString(2),
                                        row.getString(3),
                                        row.getObject(4, OffsetDateTime.class).toInstant()));
                    },
                    several.toArray());
        }
        return permissions;
    }

    /**
     * Stores a permission in place of an earlier permission for the host.
     *
     * @throws io.bailiff.manager.problem.ProblemException 404 if the host was removed
     */
    @Transactional
    public Permission allow(UUID host, String actor, String reason) {
        String name = hosts.requireKept(host);
        Permission permission = new Permission(actor, reason, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        remove(host);
        jdbc.update(
                "insert into host_unguarded_loans (host_id, allowed_by, reason, allowed_at) values (?, ?, ?, ?)",
                host,
                actor,
                reason,
                permission.at().atOffset(ZoneOffset.UTC));
        timeline.add(
                host,
                "unguarded-loans-allowed",
                actor,
                name + " gets assignments also while its guard does not work: " + reason);
        return permission;
    }

    /**
     * Ends the permission for a host. Returns false if there is none; then nothing has changed.
     *
     * @throws io.bailiff.manager.problem.ProblemException 404 if the host was removed
     */
    @Transactional
    public boolean forbid(UUID host, String actor) {
        String name = hosts.requireKept(host);
        boolean ended = remove(host);
        if (ended) {
            timeline.add(
                    host,
                    "unguarded-loans-forbidden",
                    actor,
                    name + " gets no more assignments while its guard does not work");
        }
        return ended;
    }

    private boolean remove(UUID host) {
        return jdbc.update("delete from host_unguarded_loans where host_id = ?", host) == 1;
    }
}
