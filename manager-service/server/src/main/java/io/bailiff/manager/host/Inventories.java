// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.problem.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** The last report of each host's agent. */
@Component
public class Inventories {

    private static final int AT_ONCE = 20;

    private final Set<UUID> reported = ConcurrentHashMap.newKeySet();
    private final InventoryRows rows;
    private final Hosts hosts;
    private final Timeline timeline;
    private final JsonMapper json;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Inventories(
            InventoryRows rows,
            Hosts hosts,
            Timeline timeline,
            JsonMapper json,
            Clock clock,
            ApplicationEventPublisher events) {
        this.rows = rows;
        this.hosts = hosts;
        this.timeline = timeline;
        this.json = json;
        this.clock = clock;
        this.events = events;
    }

    /** Returns the newest report of a host, or empty if the agent has not reported yet. */
    @Transactional(readOnly = true)
    public Optional<Inventory> latest(UUID host) {
        return rows.findById(host).map(row -> inventory(row.report, row.receivedAt));
    }

    /**
     * Reads what a list shows of the newest reports, by the hosts' ids. Reads {@value #AT_ONCE} reports at a time, because a report may have
     * a megabyte.
     *
     * @param part returns the shown part of a report
     */
    @Transactional(readOnly = true)
    public <T> Map<UUID, T> latest(List<UUID> several, Function<Inventory, T> part) {
        Map<UUID, T> parts = new HashMap<>();
        for (int from = 0; from < several.size(); from += AT_ONCE) {
            List<UUID> some = several.subList(from, Math.min(from + AT_ONCE, several.size()));
            rows.ofAll(some)
                    .forEach(row -> parts.put(row.host(), part.apply(inventory(row.report(), row.receivedAt()))));
        }
        return parts;
    }

    /** Returns true if the host's agent has reported since this manager started. Facts reported before this start may be out of date. */
    public boolean hasReported(UUID host) {
        return reported.contains(host);
    }

    /**
     * Takes a report. A report equal in start and sequence to the stored report has no effect. A report of an earlier start of the agent is
     * old, unless the stored start is more than {@link HostReport#START_TOLERANCE} ahead of the manager's clock: the host's clock was wrong
     * then, and must not lock out the host after the clock is right again.
     *
     * @throws io.bailiff.manager.problem.ProblemException 409 if a newer report is stored
     */
    @Transactional
    public void accept(UUID host, HostReport report) {
        Optional<Inventory> before = latest(host);
        Instant start = report.agentStart().truncatedTo(ChronoUnit.MICROS);
        if (before.isPresent() && !replace(host, start, report)) {
            requireRepeated(rows.findById(host).orElseThrow(), start, report);
            return;
        }
        if (before.isEmpty()) {
            rows.saveAndFlush(row(host, start, report));
        }
        Inventory now = new Inventory(report, clock.instant());
        before.filter(earlier -> !earlier.report().bootId().equals(report.bootId()))
                .ifPresent(earlier -> rebooted(host, report));
        events.publishEvent(before.map(earlier -> ReportTaken.after(host, earlier.report(), report))
                .orElseGet(() -> ReportTaken.first(host, report)));
        reported.add(host);
        if (before.isEmpty()) {
            events.publishEvent(HostReported.first(host));
        } else if (now.tellsMoreThan(before.get())) {
            events.publishEvent(HostReported.after(host, before.get().report(), report));
        }
    }

    private boolean replace(UUID host, Instant start, HostReport report) {
        Instant now = clock.instant();
        int taken = rows.replace(
                host,
                start,
                report.sequence(),
                report.bootId(),
                report.observedAt(),
                now,
                StoredReport.text(json.writeValueAsString(report)),
                now.plus(HostReport.START_TOLERANCE));
        if (taken > 1) {
            throw new IllegalStateException(
                    "The database replaced " + taken + " reports of host " + host + " instead of one");
        }
        return taken == 1;
    }

    private static void requireRepeated(InventoryRow known, Instant start, HostReport report) {
        if (!known.agentStart.equals(start) || known.sequence != report.sequence()) {
            throw Problem.of(
                            HttpStatus.CONFLICT,
                            "report-too-old",
                            "A newer report is stored",
                            "Report " + report.sequence() + " of the agent started at " + start
                                    + " is older than report " + known.sequence + " of the agent started at "
                                    + known.agentStart,
                            "Send a new report with a start later than agentStart.")
                    .with("agentStart", known.agentStart)
                    .exception();
        }
    }

    private InventoryRow row(UUID host, Instant start, HostReport report) {
        InventoryRow row = new InventoryRow();
        row.hostId = host;
        row.agentStart = start;
        row.sequence = report.sequence();
        row.bootId = report.bootId();
        row.observedAt = report.observedAt();
        row.receivedAt = clock.instant();
        row.report = StoredReport.text(json.writeValueAsString(report));
        return row;
    }

    private void rebooted(UUID host, HostReport report) {
        String name = hosts.name(host);
        timeline.add(
                host,
                "host-rebooted",
                "agent of " + name,
                name + " has been booted again (boot id " + report.bootId() + ", kernel " + report.kernelRelease()
                        + ")");
    }

    private Inventory inventory(String report, Instant receivedAt) {
        return new Inventory(json.readValue(StoredReport.json(report), HostReport.class), receivedAt);
    }
}
