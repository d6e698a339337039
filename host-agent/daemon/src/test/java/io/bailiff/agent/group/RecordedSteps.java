// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers the steps that were taken. */
final class RecordedSteps implements StepListener {

    private final List<PlannedStep> done = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    @Override
    public void done(PlannedStep step) {
        done.add(step);
    }

    @Override
    public void failed(PlannedStep step, String reason) {
        failures.add(reason);
    }

    List<String> doneTo(PciAddress address) {
        return done.stream()
                .filter(step -> step.address().equals(address))
                .map(step -> step.action() + " " + step.text())
                .toList();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
