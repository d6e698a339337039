// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.restore;

import io.bailiff.manager.host.HostReported;
import io.bailiff.manager.step.Steps;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Wakes the pending restorations of a host when a report differs from the previous report. */
@Component
class RestorationWaker {

    private final RestorationRows rows;
    private final Steps steps;

    RestorationWaker(RestorationRows rows, Steps steps) {
        this.rows = rows;
        this.steps = steps;
    }

    @EventListener
    void reported(HostReported reported) {
        rows.openOnHost(reported.host()).forEach(id -> steps.wake(RestorationStepper.KIND, id));
    }
}
