// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.api.GroupView;
import io.bailiff.manager.api.HostView;
import io.bailiff.manager.api.Page;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.NumberedEntry;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.guest.Guests;
import io.bailiff.manager.host.Cordon;
import io.bailiff.manager.host.Cordons;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.host.UnguardedLoans;
import io.bailiff.manager.host.UnguardedLoans.Permission;
import io.bailiff.manager.page.PageRequest;
import io.bailiff.manager.page.TimePosition;
import io.bailiff.manager.problem.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Hosts and groups, for operators. */
@RestController
@RequestMapping("/api/v1/hosts")
class FleetController {

    /** Later than every entry. */
    private static final TimePosition NEWEST =
            new TimePosition(Instant.parse("9999-01-01T00:00:00Z"), Long.toString(Long.MAX_VALUE));

    private final Hosts hosts;
    private final Cordons cordons;
    private final UnguardedLoans unguardedLoans;
    private final Inventories inventories;
    private final Guests guests;
    private final Assignments assignments;
    private final Timeline timeline;

    FleetController(
            Hosts hosts,
            Cordons cordons,
            UnguardedLoans unguardedLoans,
            Inventories inventories,
            Guests guests,
            Assignments assignments,
            Timeline timeline) {
        this.hosts = hosts;
        this.cordons = cordons;
        this.unguardedLoans = unguardedLoans;
        this.inventories = inventories;
        this.guests = guests;
        this.assignments = assignments;
        this.timeline = timeline;
    }

    /** Returns hosts without their groups, in the order of their names. */
    @GetMapping
    Page<HostView> all(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page<Host> found = hosts.page(PageRequest.of(limit, cursor, "hosts"));
        List<UUID> ids = found.items().stream().map(Host::id).toList();
        Map<UUID, Cordon> cordoned = cordons.of(ids);
        Map<UUID, Permission> permitted = unguardedLoans.of(ids);
        Map<UUID, HostViews.Reported> reported = inventories.latest(ids, HostViews.Reported::of);
        return found.with(found.items().stream()
                .map(host -> HostViews.brief(
                        host,
                        Objects.requireNonNull(cordoned.get(host.id())),
                        permitted.get(host.id()),
                        guests.status(host.id()),
                        reported.get(host.id())))
                .toList());
    }

    @GetMapping("/{name}")
    HostView one(@PathVariable String name) {
        Host host = hosts.require(name);
        return HostViews.of(
                host,
                cordons.of(host.id()),
                unguardedLoans.of(host.id()).orElse(null),
                guests.status(host.id()),
                inventories.latest(host.id()).orElse(null),
                groups(host));
    }

    /** Returns the entries about the host itself, the newest first. Also for a removed host, by its id. */
    @GetMapping("/{name}/record")
    Page<RecordEntry> entries(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        UUID host = hosts.recorded(name);
        PageRequest page = PageRequest.of(limit, cursor, "record", host);
        TimePosition before = page.after().isEmpty() ? NEWEST : TimePosition.of(page.after());
        Page<NumberedEntry> found = page.page(
                timeline.ofHost(host, before.at(), before.number(), page.rowsToRead()),
                entry -> new TimePosition(entry.entry().at(), Long.toString(entry.number())).parts());
        return found.with(found.items().stream().map(NumberedEntry::entry).toList());
    }

    /** Returns the groups of the host, in the order of their numbers. */
    @GetMapping("/{name}/groups")
    Page<GroupView> groups(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Host host = hosts.require(name);
        return PageRequest.of(limit, cursor, "groups", host.id())
                .pageOf(groups(host), group -> String.format("%010d %s", group.number(), group.fingerprint()));
    }

    @GetMapping("/{name}/groups/{fingerprint}")
    GroupView group(@PathVariable String name, @PathVariable String fingerprint) {
        Host host = hosts.require(name);
        return report(host)
                .flatMap(report -> report.groups().stream()
                        .filter(group -> group.fingerprint().value().equals(fingerprint))
                        .findFirst()
                        .map(group -> view(host, group, report)))
                .orElseThrow(() -> Fields.unknown("group", fingerprint, "/api/v1/hosts/" + host.name() + "/groups")
                        .exception());
    }

    private List<GroupView> groups(Host host) {
        Map<GroupFingerprint, Assignment> lent = assignments.liveOn(host.id()).stream()
                .collect(Collectors.toMap(Assignment::group, Function.identity()));
        return report(host)
                .map(report -> report.groups().stream()
                        .map(group -> GroupViews.of(group, lent.get(group.fingerprint()), report))
                        .toList())
                .orElse(List.of());
    }

    private Optional<HostReport> report(Host host) {
        return inventories.latest(host.id()).map(Inventory::report);
    }

    private GroupView view(Host host, IommuGroupReport group, HostReport report) {
        return GroupViews.of(
                group, assignments.liveOf(host.id(), group.fingerprint()).orElse(null), report);
    }
}
