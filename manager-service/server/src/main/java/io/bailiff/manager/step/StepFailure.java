// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

/** The failure of a stepper, with the failed execution of the step. db-scheduler hands the exception to the failure handler. */
final class StepFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient StepsUnderWay.Execution execution;

    StepFailure(StepsUnderWay.Execution execution, Throwable cause) {
        super(execution.step().kind() + " " + execution.step().id() + ": " + cause, cause);
        this.execution = execution;
    }

    StepsUnderWay.Execution execution() {
        return execution;
    }
}
