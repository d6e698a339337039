// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.problem.ProblemException;
import io.bailiff.manager.step.RightOfWay;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Takes the agents' reports. Reports with a new claim have priority over all other reports. */
@Component
class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    private static final int TRIES = 5;
    private static final Duration LOGGED_EVERY = Duration.ofMinutes(1);

    private final ReportTurns turns;
    private final ToldClaims told = new ToldClaims();
    private final Map<UUID, Long> loggedAt = new ConcurrentHashMap<>();
    private final Inventories inventories;
    private final Hosts hosts;

    Reports(Inventories inventories, Hosts hosts, RightOfWay rightOfWay) {
        this.inventories = inventories;
        this.hosts = hosts;
        this.turns = new ReportTurns(rightOfWay);
    }

    /**
     * Returns true if the manager wants a report although no fact of the host may have changed: the stored report is older than this start
     * of the manager.
     */
    boolean isWanted(UUID host) {
        return !inventories.hasReported(host);
    }

    /**
     * Returns a report as far as the manager may use the report. Logs a rejection, at most once a minute for each host: the facts about the
     * host are old until the agent sends an acceptable report.
     *
     * @throws ProblemException 400 if the report breaks a rule
     */
    HostReport checked(UUID host, HostReport sent) {
        try {
            return CompleteReport.require(sent);
        } catch (ProblemException e) {
            if (isToLog(host)) {
                LOG.warn(
                        "report rejected host={} field={} error={}: the facts about the host are old until the agent corrects the"
                                + " report",
                        hosts.name(host),
                        e.problem().field(),
                        e.problem().detail());
            }
            throw e;
        }
    }

    private boolean isToLog(UUID host) {
        long now = System.nanoTime();
        Long last = loggedAt.put(host, now);
        if (last != null && now - last < LOGGED_EVERY.toNanos()) {
            loggedAt.put(host, last);
            return false;
        }
        return true;
    }

    /** Queues a report, and takes the report when a thread is free. */
    CompletableFuture<Void> takeInTurn(UUID host, HostReport report) {
        return turns.take(told.haveNews(host, report.claims()), () -> take(host, report));
    }

    /**
     * Takes a report, with up to five tries. Two first reports of a host may arrive at the same time, and other transactions may change the
     * same rows.
     */
    void take(UUID host, HostReport report) {
        for (int tries = 1; ; tries++) {
            try {
                inventories.accept(host, report);
                told.taken(host, report.claims());
                return;
            } catch (DataIntegrityViolationException | ConcurrencyFailureException raced) {
                if (tries == TRIES) {
                    throw raced;
                }
            }
        }
    }

    @PreDestroy
    void stop() {
        turns.close();
    }
}
