// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.link.AgentConfig.Intervals;
import io.bailiff.agent.link.LinkHealth.Call;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the state of the host to the manager: at once after a change, and at intervals as a sign of life of the agent. */
final class Reporter {

    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    private final ReportComposer reports;
    private final Guard guard;
    private final LinkHealth health;
    private final Intervals intervals;
    private final RandomGenerator random;
    private final Signal changed;

    Reporter(
            ReportComposer reports,
            Guard guard,
            LinkHealth health,
            Intervals intervals,
            RandomGenerator random,
            Signal changed) {
        this.reports = reports;
        this.guard = guard;
        this.health = health;
        this.intervals = intervals;
        this.random = random;
        this.changed = changed;
    }

    /** Reports until the thread is interrupted. */
    void run(ManagerClient manager, String hostId) throws InterruptedException {
        Backoff backoff = new Backoff(intervals.retry(), intervals.retryAtMost(), random);
        while (true) {
            try {
                HostReport report = reports.next();
                if (manager.report(hostId, report)) {
                    guard.acknowledge(report.claims());
                } else {
                    LOG.debug(
                            "report ignored by the manager sequence={}: the manager has a newer report",
                            report.sequence());
                }
                health.succeeded(Call.REPORT);
                backoff.succeeded();
                changed.await(jittered(intervals.report()));
            } catch (Rejection e) {
                health.failed(Call.REPORT, e);
                Thread.sleep(jittered(intervals.rejected()).toMillis());
            } catch (IOException e) {
                health.failed(Call.REPORT, e);
                Thread.sleep(backoff.afterFailure().toMillis());
            }
        }
    }

    private Duration jittered(Duration longest) {
        long millis = longest.toMillis();
        return Duration.ofMillis(millis - random.nextLong(millis / 5 + 1));
    }
}
