// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.manager.audit.HostRecord;
import io.bailiff.manager.audit.Printable;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.HostOutages;
import io.bailiff.manager.host.HostOutages.Outage;
import io.bailiff.manager.host.HostOutages.Part;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.time.Monotonic;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Records each outage of an agent, a libvirt or a guard once, and its end once. A periodic check compares the present status of all hosts
 * with the recorded outages; only a difference is written. At most six outages of a part of a host are recorded in an hour.
 */
@Component
class HostStatusMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(HostStatusMonitor.class);

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_PER_WINDOW = 6;
    private static final int LONGEST_ERROR = 500;
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread named = new Thread(work, "bailiff-host-status");
        named.setDaemon(true);
        return named;
    });

    private final Map<Subject, Instant> awaySince = new HashMap<>();
    private final Hosts hosts;
    private final PartStatuses statuses;
    private final HostOutages outages;
    private final HostRecord entries;
    private final Timeline timeline;
    private final TransactionTemplate transactions;
    private final HostStatusProperties properties;
    private final Clock wall;
    private final Clock monotonic;
    private @Nullable Future<?> checks;
    private boolean failing;

    HostStatusMonitor(
            Hosts hosts,
            PartStatuses statuses,
            HostOutages outages,
            HostRecord entries,
            Timeline timeline,
            TransactionTemplate transactions,
            HostStatusProperties properties,
            Clock wall,
            @Monotonic Clock monotonic) {
        this.hosts = hosts;
        this.statuses = statuses;
        this.outages = outages;
        this.entries = entries;
        this.timeline = timeline;
        this.transactions = transactions;
        this.properties = properties;
        this.wall = wall;
        this.monotonic = monotonic;
    }

    private record Subject(UUID host, Part part) {}

    @EventListener
    synchronized void begin(ApplicationReadyEvent ready) {
        if (checks == null) {
            long millis = properties.check().toMillis();
            checks = thread.scheduleWithFixedDelay(this::checkOrWarn, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void checkOrWarn() {
        try {
            check();
            if (failing) {
                failing = false;
                LOG.info("the status of the hosts is checked again");
            }
        } catch (RuntimeException failure) {
            if (!failing) {
                failing = true;
                LOG.warn(
                        "cannot check the status of the hosts error={}: outages are recorded later",
                        failure.toString());
            }
        }
    }

    /** Compares all hosts with the recorded outages, and records the differences. */
    synchronized void check() {
        Map<Subject, Outage> recorded = new HashMap<>();
        outages.all().forEach(outage -> recorded.put(new Subject(outage.host(), outage.part()), outage));
        for (Host host : hosts.all()) {
            for (PartStatus status : statuses.of(host)) {
                compare(host, status, recorded.get(new Subject(host.id(), status.part())));
            }
        }
    }

    private void compare(Host host, PartStatus status, @Nullable Outage recorded) {
        Subject subject = new Subject(host.id(), status.part());
        if (status.status() != PartStatus.Status.AWAY) {
            awaySince.remove(subject);
        }
        if (status.status() == PartStatus.Status.AWAY && recorded == null && isSettled(subject)) {
            recordAway(host, status);
        } else if (status.status() == PartStatus.Status.HERE && recorded != null) {
            recordBack(host, recorded);
        }
    }

    /**
     * Returns true if the outage is long enough to be recorded. The outage of an agent already is, by the rule for agents. The monotonic
     * time counts from the first check that finds the part away, so a start of the manager gives libvirt the whole time.
     */
    private boolean isSettled(Subject subject) {
        Instant now = monotonic.instant();
        Instant first = awaySince.computeIfAbsent(subject, any -> now);
        return subject.part() == Part.AGENT || !now.isBefore(first.plus(properties.settle()));
    }

    private void recordAway(Host host, PartStatus status) {
        OutageTexts texts = OutageTexts.of(status.part());
        int before = entries.count(host.id(), texts.awayKind(), wall.instant().minus(WINDOW));
        if (before >= MOST_PER_WINDOW) {
            return;
        }
        String error = Printable.text(status.error(), LONGEST_ERROR);
        String limit = before == MOST_PER_WINDOW - 1
                ? " Bailiff records at most " + MOST_PER_WINDOW + " such outages in an hour."
                : "";
        try {
            transactions.executeWithoutResult(transaction -> {
                outages.begin(new Outage(host.id(), status.part(), status.since()));
                timeline.add(
                        host.id(),
                        texts.awayKind(),
                        texts.actor(host.name()),
                        texts.away(host.name(), status.since(), error) + limit);
            });
        } catch (DuplicateKeyException recordedByAnother) {
            LOG.debug("outage is recorded already host={} kind={}", host.name(), texts.awayKind());
        }
    }

    private void recordBack(Host host, Outage recorded) {
        OutageTexts texts = OutageTexts.of(recorded.part());
        Duration lasted = Duration.between(recorded.since(), wall.instant());
        transactions.executeWithoutResult(transaction -> {
            if (outages.end(recorded)) {
                timeline.add(host.id(), texts.backKind(), texts.actor(host.name()), texts.back(host.name(), lasted));
            }
        });
    }

    /** Waits for a check in progress, because the database is closed next. Does not interrupt: an interrupt would close an H2 database. */
    @PreDestroy
    void stop() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn(
                    "the check of the hosts does not end within {} s: the manager stops without it",
                    LONGEST_END.toSeconds());
        }
    }
}
