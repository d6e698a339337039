// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.retention;

import io.bailiff.manager.step.PeriodicWork;
import io.bailiff.manager.step.RightOfWay;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;

/** Removes what is over, again and again. New claims go first: before each transaction, the removal waits for them, but not for long. */
class Retention implements PeriodicWork {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final JdbcTemplate jdbc;
    private final RowRemover remover;
    private final RightOfWay rightOfWay;
    private final RetentionProperties keep;
    private final Duration renewalGrace;
    private final Clock clock;
    private volatile boolean stopping;
    private boolean failing;

    /** @param renewalGrace the time after the end of a host certificate in which the host may still renew the certificate */
    Retention(
            JdbcTemplate jdbc,
            RowRemover remover,
            RightOfWay rightOfWay,
            RetentionProperties keep,
            Duration renewalGrace,
            Clock clock) {
        this.jdbc = jdbc;
        this.remover = remover;
        this.rightOfWay = rightOfWay;
        this.keep = keep;
        this.renewalGrace = renewalGrace;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public Duration pause() {
        return keep.pause();
    }

    @Override
    public synchronized void run() {
        try {
            int removed = removeAll();
            if (removed > 0) {
                LOG.info("removed old rows from the database rows={}", removed);
            }
            if (failing) {
                failing = false;
                LOG.info("old rows are removed again");
            }
        } catch (RuntimeException failure) {
            if (!failing) {
                failing = true;
                LOG.warn(
                        "cannot remove old rows error={}: the database grows until the removal works, next try after {} s",
                        failure.toString(),
                        keep.pause().toSeconds());
            }
        }
    }

    private int removeAll() {
        Cutoffs cutoffs = Cutoffs.now(jdbc, keep, renewalGrace, clock.instant());
        int total = 0;
        for (Removal removal : Removals.ALL) {
            int removed;
            do {
                rightOfWay.awaitFree(System.nanoTime() + RightOfWay.LONGEST.toNanos());
                removed = stopping ? 0 : remover.remove(removal, cutoffs);
                total += removed;
            } while (removed == RowRemover.AT_ONCE);
        }
        return total;
    }

    /** Ends a removal in progress after its transaction: the database is closed next. */
    @EventListener
    void stop(ContextClosedEvent closing) {
        stopping = true;
    }
}
