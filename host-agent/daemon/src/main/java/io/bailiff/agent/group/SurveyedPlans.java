// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.process.HostReading;
import java.util.ArrayList;
import java.util.List;

/** Plans the detach of each group of a survey, and tells the kinds of drivers, from the reading of the survey. A detach plans again. */
final class SurveyedPlans {

    private final DependentRelease release;
    private final DetachPlanner planner;
    private final DriverKinds drivers;

    SurveyedPlans(HostReading reading, DetachPlanner planner, DriverKinds kinds) {
        this.release = new DependentRelease(reading.files());
        this.planner = planner.reading(reading.files());
        this.drivers = kinds.forOneReading();
    }

    DriverKinds drivers() {
        return drivers;
    }

    List<PlannedStep> of(IommuGroup group) throws HostFileException {
        List<PlannedStep> steps = new ArrayList<>(release.planned(group));
        steps.addAll(planner.plan(group).steps());
        return steps;
    }
}
