// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.api.GroupView;
import io.bailiff.manager.api.HostView;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.guest.Guests;
import io.bailiff.manager.host.Cordons;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.host.UnguardedLoans;
import io.bailiff.manager.problem.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final int USUAL_ENTRIES = 200;
    private static final int MOST_ENTRIES = 1000;

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

    @GetMapping
    List<HostView> all() {
        return hosts.all().stream()
                .map(host -> HostViews.brief(
                        host,
                        cordons.of(host.id()),
                        unguardedLoans.of(host.id()),
                        guests.status(host.id()),
                        inventories.latest(host.id()).orElse(null)))
                .toList();
    }

    @GetMapping("/{name}")
    HostView one(@PathVariable String name) {
        Host host = hosts.require(name);
        return HostViews.of(
                host,
                cordons.of(host.id()),
                unguardedLoans.of(host.id()),
                guests.status(host.id()),
                inventories.latest(host.id()).orElse(null),
                groups(host));
    }

    /** Returns the entries about the host itself, the newest first: 200 by default, 1000 at most. */
    @GetMapping("/{name}/record")
    List<RecordEntry> entries(@PathVariable String name, @RequestParam(required = false) @Nullable String limit) {
        int most = Fields.count(limit, "limit", USUAL_ENTRIES, MOST_ENTRIES);
        return timeline.ofHost(hosts.require(name).id(), most);
    }

    @GetMapping("/{name}/groups")
    List<GroupView> groups(@PathVariable String name) {
        return groups(hosts.require(name));
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
