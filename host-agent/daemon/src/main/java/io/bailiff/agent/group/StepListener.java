package io.bailiff.agent.group;

import io.bailiff.agent.api.PlannedStep;

/** Hears of every step that is taken, from the threads that take them, several at a time. */
public interface StepListener {

    void done(PlannedStep step);

    void failed(PlannedStep step, String reason);

    /** Hears nothing. */
    static StepListener none() {
        return new StepListener() {
            @Override
            public void done(PlannedStep step) {}

            @Override
            public void failed(PlannedStep step, String reason) {}
        };
    }
}
