// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.HostReport;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.step.RightOfWay;
import jakarta.annotation.PreDestroy;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Takes the agents' reports. Reports with a new claim have priority over all other reports. */
@Component
class Reports {

    private static final int TRIES = 5;

    private final ReportTurns turns;
    private final ToldClaims told = new ToldClaims();
    private final Inventories inventories;

    Reports(Inventories inventories, RightOfWay rightOfWay) {
        this.inventories = inventories;
        this.turns = new ReportTurns(rightOfWay);
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
