// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import io.bailiff.libvirt.LibvirtAddress;
import io.bailiff.libvirt.LibvirtAddress.Transport;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.Hosts;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The operators' addresses of libvirts with an open port. Each change locks the host's row and is on record. Agents cannot set an address.
 */
@Component
class DirectLibvirts {

    private final JdbcTemplate jdbc;
    private final Hosts hosts;
    private final Timeline timeline;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    DirectLibvirts(JdbcTemplate jdbc, Hosts hosts, Timeline timeline, Clock clock, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.timeline = timeline;
        this.clock = clock;
        this.events = events;
    }

    /**
     * The parts of an address.
     *
     * @param port the port, or 0 for the standard port of the transport
     */
    record Parts(Transport transport, String server, int port) {

        /** @throws IllegalArgumentException if a part is malformed, or if plain TCP would leave the machine */
        Parts {
            LibvirtAddress.direct(transport, server, port);
        }

        /** Returns the address that libvirt gets. */
        LibvirtAddress address() {
            return LibvirtAddress.direct(transport, server, port);
        }
    }

    /**
     * An address of a host's libvirt.
     *
     * @param by the operator, as in the record
     * @param reason the reason, in the operator's words
     * @param at the time of the change
     */
    record DirectLibvirt(Parts parts, String by, String reason, Instant at) {}

    /** Returns the address of a host's libvirt; empty if no operator has set an address. */
    @Transactional(readOnly = true)
    public Optional<DirectLibvirt> of(UUID host) {
        return jdbc
                .query(
                        "select transport, server, port, set_by, reason, set_at from host_direct_libvirt where host_id = ?",
                        (row, number) -> new DirectLibvirt(
                                new Parts(Transport.valueOf(row.getString(1)), row.getString(2), row.getInt(3)),
                                row.getString(4),
                                row.getString(5),
                                row.getObject(6, OffsetDateTime.class).toInstant()),
                        host)
                .stream()
                .findFirst();
    }

    /**
     * Sets the address of a host's libvirt, in place of an earlier address.
     *
     * @throws io.bailiff.manager.problem.ProblemException 404 if the host was removed meanwhile
     */
    @Transactional
    public DirectLibvirt set(UUID host, Parts parts, String actor, String reason) {
        String name = hosts.requireKept(host);
        DirectLibvirt direct =
                new DirectLibvirt(parts, actor, reason, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        remove(host);
        jdbc.update(
                "insert into host_direct_libvirt (host_id, transport, server, port, set_by, reason, set_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                host,
                parts.transport().name(),
                parts.server(),
                parts.port(),
                actor,
                reason,
                direct.at().atOffset(ZoneOffset.UTC));
        timeline.add(
                host,
                "direct-libvirt-set",
                actor,
                "The manager reaches the libvirt of " + name + " at " + parts.address() + ": " + reason);
        events.publishEvent(new LibvirtRouteChanged(host));
        return direct;
    }

    /** Removes the address of a host's libvirt. Returns false if there is none; then nothing has changed. */
    @Transactional
    public boolean clear(UUID host, String actor) {
        String name = hosts.requireKept(host);
        boolean removed = remove(host);
        if (removed) {
            timeline.add(
                    host,
                    "direct-libvirt-cleared",
                    actor,
                    "The manager no longer reaches the libvirt of " + name + " at a port of its own");
            events.publishEvent(new LibvirtRouteChanged(host));
        }
        return removed;
    }

    private boolean remove(UUID host) {
        return jdbc.update("delete from host_direct_libvirt where host_id = ?", host) == 1;
    }
}
