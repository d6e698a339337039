// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.GuardReport;
import io.bailiff.manager.api.LibvirtRoute;
import io.bailiff.manager.api.LibvirtStatus;
import io.bailiff.manager.guest.Guests;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.HostOutages.Part;
import io.bailiff.manager.host.HostProperties;
import io.bailiff.manager.host.ReportTaken;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Judges the agent, libvirt and the guard of hosts, from memory alone. A host whose agent was never seen is not judged. */
@Component
class PartStatuses {

    private final ConcurrentHashMap<UUID, Guard> guards = new ConcurrentHashMap<>();
    private final Guests guests;
    private final HostProperties properties;
    private final Clock clock;
    private final Instant started;

    PartStatuses(Guests guests, HostProperties properties, Clock clock) {
        this.guests = guests;
        this.properties = properties;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** A guard's status in the last report since the start of the manager, and the time of the status' first report. */
    private record Guard(boolean working, List<String> limits, Instant since) {}

    @TransactionalEventListener
    void reported(ReportTaken taken) {
        GuardReport guard = taken.report().guard();
        Instant now = clock.instant();
        guards.merge(
                taken.host(),
                new Guard(guard.working(), guard.limits(), now),
                (before, after) -> before.working() == after.working()
                        ? new Guard(after.working(), after.limits(), before.since())
                        : after);
    }

    List<PartStatus> of(Host host) {
        return List.of(agent(host), libvirt(host), guard(host));
    }

    /**
     * Judges the agent as the API does. After a start of the manager, an agent gets the whole time again: an agent could not reach the
     * manager before.
     */
    private PartStatus agent(Host host) {
        if (host.connected()) {
            return PartStatus.here(Part.AGENT);
        }
        Instant seen = host.lastSeenAt();
        return seen == null || clock.instant().isBefore(started.plus(properties.connectedWithin()))
                ? PartStatus.unknown(Part.AGENT)
                : PartStatus.away(
                        Part.AGENT,
                        seen,
                        "no poll and no report within "
                                + properties.connectedWithin().toSeconds() + " s");
    }

    /** Judges libvirt while the manager needs libvirt. Without its agent, libvirt cannot be reached by the agent's link: only the agent is away. */
    private PartStatus libvirt(Host host) {
        LibvirtStatus libvirt = guests.status(host.id());
        if (libvirt.route() == LibvirtRoute.LINK && !host.connected()) {
            return PartStatus.unknown(Part.LIBVIRT);
        }
        if (host.lastSeenAt() == null || !libvirt.open()) {
            return PartStatus.unknown(Part.LIBVIRT);
        }
        return libvirt.connected()
                ? PartStatus.here(Part.LIBVIRT)
                : PartStatus.away(
                        Part.LIBVIRT,
                        Objects.requireNonNullElseGet(libvirt.since(), clock::instant),
                        libvirt.message());
    }

    private PartStatus guard(Host host) {
        Guard guard = guards.get(host.id());
        if (guard == null || !host.connected()) {
            return PartStatus.unknown(Part.GUARD);
        }
        return guard.working()
                ? PartStatus.here(Part.GUARD)
                : PartStatus.away(Part.GUARD, guard.since(), String.join(" ", guard.limits()));
    }
}
