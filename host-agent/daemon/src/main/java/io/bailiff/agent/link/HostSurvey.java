// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.health.HealthBook;
import io.bailiff.agent.health.HealthMonitor;

/** Reads the host repeatedly, and reconciles the orders with the state of the host. */
final class HostSurvey {

    private final Guard guard;
    private final ObservedHost observed;
    private final Reconciler reconciler;
    private final Signal changed;
    private final HealthBook book;
    private final HealthMonitor health;

    /** @param changed raised after a survey or scan with a different result */
    HostSurvey(
            Guard guard,
            ObservedHost observed,
            Reconciler reconciler,
            HealthBook book,
            HealthMonitor health,
            Signal changed) {
        this.guard = guard;
        this.observed = observed;
        this.reconciler = reconciler;
        this.book = book;
        this.health = health;
        this.changed = changed;
    }

    /** Reads the host for the first time, before there is a desired state. */
    void begin() {
        guard.survey();
        observed.survey(0);
    }

    /** Reads the whole host. */
    void survey() {
        guard.survey();
        boolean acknowledged = book.followHost();
        boolean differs = observed.survey(reconciler.revision());
        if (health.survey(observed.last().groups()) || differs || acknowledged) {
            changed.raise();
        }
        reconciler.reconcile();
    }

    /** Scans the use of the groups whose release the manager waits for. */
    void scanUse() {
        if (observed.scanUse(reconciler.watched())) {
            changed.raise();
        }
        reconciler.reconcile();
    }
}
