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

/** Takes the agents' reports, those that tell of a new claim before the others. */
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

    /** Takes a report when its turn has come. */
    CompletableFuture<Void> takeInTurn(UUID host, HostReport report) {
        return turns.take(told.haveNews(host, report.claims()), () -> take(host, report));
    }

    /** Two first reports may come at the same time, and what a report changes others may be changing too. */
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
