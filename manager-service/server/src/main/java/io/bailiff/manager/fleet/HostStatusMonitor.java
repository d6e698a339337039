// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

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
import org.springframework.stereotype.Component;

/**
 * Records each outage of an agent, a libvirt or a guard once, and its end once. A periodic check compares the present status of all hosts
 * with the recorded outages; only a difference is written.
 */
@Component
class HostStatusMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(HostStatusMonitor.class);

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
    private final OutageRecorder recorder;
    private final HostStatusProperties properties;
    private final Clock monotonic;
    private @Nullable Future<?> checks;
    private boolean failing;

    HostStatusMonitor(
            Hosts hosts,
            PartStatuses statuses,
            HostOutages outages,
            OutageRecorder recorder,
            HostStatusProperties properties,
            @Monotonic Clock monotonic) {
        this.hosts = hosts;
        this.statuses = statuses;
        this.outages = outages;
        this.recorder = recorder;
        this.properties = properties;
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
            recorder.away(host, status);
        } else if (status.status() == PartStatus.Status.HERE && recorded != null) {
            recorder.back(host, recorded);
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
