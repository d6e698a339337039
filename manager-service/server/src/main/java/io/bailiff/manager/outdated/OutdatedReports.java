// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.outdated;

import io.bailiff.manager.host.OutdatedHosts;
import io.bailiff.manager.host.ReportTaken;
import jakarta.annotation.PreDestroy;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Has the record of an outdated host compared after each report, on a thread of its own: the next report shall not wait. */
@Component
class OutdatedReports {

    private static final Logger LOG = LoggerFactory.getLogger(OutdatedReports.class);

    private final OutdatedHosts outdated;
    private final Answers answers;
    private final Set<UUID> waiting = ConcurrentHashMap.newKeySet();
    private final ExecutorService comparisons = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "bailiff-outdated");
        thread.setDaemon(true);
        return thread;
    });

    OutdatedReports(OutdatedHosts outdated, Answers answers) {
        this.outdated = outdated;
        this.answers = answers;
    }

    @TransactionalEventListener
    void taken(ReportTaken report) {
        UUID host = report.host();
        if (outdated.isOutdated(host) && waiting.add(host)) {
            try {
                comparisons.execute(() -> compare(host));
            } catch (RejectedExecutionException stopping) {
                LOG.debug("record not compared because the manager stops host={}", host);
            }
        }
    }

    private void compare(UUID host) {
        waiting.remove(host);
        try {
            answers.settle(host);
        } catch (RuntimeException notNow) {
            LOG.warn(
                    "cannot compare the outdated record host={} error={}: the next report is compared",
                    host,
                    notNow.toString());
        }
    }

    @PreDestroy
    void stop() {
        comparisons.shutdown();
    }
}
