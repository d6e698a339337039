// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PlannedStep;

/** A listener for every step taken, successful or failed. Several threads call the listener at the same time. */
public interface StepListener {

    void done(PlannedStep step);

    void failed(PlannedStep step, String reason);

    /** Returns a listener without any action. */
    static StepListener none() {
        return new StepListener() {
            @Override
            public void done(PlannedStep step) {}

            @Override
            public void failed(PlannedStep step, String reason) {}
        };
    }
}
