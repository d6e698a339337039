// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.link.AgentConfig.Intervals;
import io.bailiff.agent.link.LinkHealth.Call;
import io.bailiff.agent.link.ReportFitter.Fitted;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the state of the host to the manager when a fact has changed, and when the manager asks. The poll is the sign of life of the
 * agent. A report that the manager rejects is sent again without the rejected entry if possible, and in any case when a fact has changed.
 */
final class Reporter {

    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    private final ReportComposer reports;
    private final Guard guard;
    private final LinkHealth health;
    private final ReportNotes notes;
    private final AcceptedReport accepted;
    private final Intervals intervals;
    private final RandomGenerator random;
    private final Signal changed;
    private final RejectedEntries rejected = new RejectedEntries();
    private final ReportFitter fitter = new ReportFitter(HostReport.MOST_BYTES);

    /**
     * The facts about reports that outlive a single report.
     *
     * @param notes the faults of the reports
     * @param accepted the facts that the manager has accepted
     */
    record Memory(ReportNotes notes, AcceptedReport accepted) {}

    Reporter(
            ReportComposer reports,
            Guard guard,
            LinkHealth health,
            Memory memory,
            Intervals intervals,
            RandomGenerator random,
            Signal changed) {
        this.reports = reports;
        this.guard = guard;
        this.health = health;
        this.notes = memory.notes();
        this.accepted = memory.accepted();
        this.intervals = intervals;
        this.random = random;
        this.changed = changed;
    }

    /** Sends a full report soon, because the manager has asked for one: the report accepted last counts no more. */
    void reportWanted() {
        accepted.forget();
        changed.raise();
    }

    /** Reports until the thread is interrupted. */
    void run(ManagerClient manager, String hostId) throws InterruptedException {
        Backoff backoff = new Backoff(intervals.retry(), intervals.retryAtMost(), random);
        while (true) {
            HostReport whole = reports.next();
            rejected.retain(whole);
            HostReport report = chosen(whole);
            try {
                if (!accepted.isNews(report) || send(manager, hostId, report, whole.claims())) {
                    health.succeeded(Call.REPORT);
                    backoff.succeeded();
                    changed.await(jittered(intervals.report()));
                }
            } catch (Rejection e) {
                health.failed(Call.REPORT, e);
                if (rejected.add(report, e.field())) {
                    Thread.sleep(intervals.retry().toMillis());
                } else {
                    note(e.getMessage(), List.of());
                    Thread.sleep(backoff.afterFailure().toMillis());
                    changed.await(jittered(intervals.rejected()));
                }
            } catch (IOException e) {
                health.failed(Call.REPORT, e);
                Thread.sleep(backoff.afterFailure().toMillis());
            }
        }
    }

    /** Returns the part of the facts that fits into a report and that the manager has not rejected. */
    private HostReport chosen(HostReport whole) {
        List<ClaimReport> claims = ClaimWindow.of(rejected.without(whole.claims()), accepted::has);
        return whole.withClaims(claims)
                .withFindings(
                        rejected.without(whole.unknowns()),
                        rejected.without(whole.answers()),
                        rejected.without(whole.health()));
    }

    /** Returns true if the manager has the facts now; false if the report must be composed again at once. */
    private boolean send(ManagerClient manager, String hostId, HostReport report, List<ClaimReport> allClaims)
            throws IOException, InterruptedException {
        Fitted fitted = fitter.fit(report);
        Optional<Instant> newerStart = manager.report(hostId, fitted.json());
        if (newerStart.isPresent() && !newerStart.get().isBefore(report.agentStart())) {
            LOG.warn(
                    "manager has a newer report than this agent start={} storedStart={}: the agent goes on after the stored start;"
                            + " if this is repeated, another agent has the key of this host",
                    report.agentStart(),
                    newerStart.get());
            reports.start().moveAfter(newerStart.get());
            return false;
        }
        if (newerStart.isEmpty()) {
            guard.acknowledge(report.claims());
        }
        accepted.accepted(report, allClaims);
        note(null, fitted.notes());
        return true;
    }

    private void note(@Nullable String rejection, List<String> shortened) {
        notes.note(new ReportNotes.Stored(reports.now(), rejection, rejected.texts(), shortened));
    }

    private Duration jittered(Duration longest) {
        long millis = longest.toMillis();
        return Duration.ofMillis(millis - random.nextLong(millis / 5 + 1));
    }
}
