// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

/** Decides if a step has to wait. A waiting step is asked about again after some seconds. */
public interface StepGate {

    /** Returns true if nothing may be done for the thing of the step now. */
    boolean isClosed(Step step);
}
