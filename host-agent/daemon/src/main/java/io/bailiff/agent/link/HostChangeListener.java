// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.GuardListener;
import io.bailiff.agent.health.HealthBook;
import io.bailiff.agent.health.HealthMonitor;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Passes on the guard's notices: reads a changed group again, and wakes the survey and the reporter. */
final class HostChangeListener implements GuardListener {

    private final ObservedHost observed;
    private final HealthBook book;
    private final HealthMonitor health;
    private final Executor operations;
    private final Signal surveyNow;
    private final Signal changed;
    private final Set<GroupFingerprint> toLookAt = ConcurrentHashMap.newKeySet();

    HostChangeListener(
            ObservedHost observed,
            HealthBook book,
            HealthMonitor health,
            Executor operations,
            Signal surveyNow,
            Signal changed) {
        this.observed = observed;
        this.book = book;
        this.health = health;
        this.operations = operations;
        this.surveyNow = surveyNow;
        this.changed = changed;
    }

    @Override
    public void functionChanged(PciAddress function) {
        Optional<GroupFingerprint> group = observed.last().groups().stream()
                .filter(known -> known.members().stream()
                        .anyMatch(member -> member.address().equals(function)))
                .map(IommuGroupReport::fingerprint)
                .findFirst();
        if (group.isEmpty()) {
            anythingMayHaveChanged();
        } else if (toLookAt.add(group.get())) {
            operations.execute(() -> readAgain(group.get()));
        }
    }

    @Override
    public void functionFailed(PciAddress function, HealthEvent.Kind defect) {
        book.record(function, defect, null);
        changed.raise();
        if (defect == HealthEvent.Kind.RECOVERED) {
            functionReturned(function);
        }
    }

    @Override
    public void functionReturned(PciAddress function) {
        operations.execute(() -> {
            if (health.checkLink(function)) {
                functionChanged(function);
            }
        });
    }

    private void readAgain(GroupFingerprint group) {
        toLookAt.remove(group);
        observed.readAgain(group);
        changed.raise();
    }

    @Override
    public void anythingMayHaveChanged() {
        surveyNow.raise();
    }

    @Override
    public void claimChanged() {
        changed.raise();
    }
}
