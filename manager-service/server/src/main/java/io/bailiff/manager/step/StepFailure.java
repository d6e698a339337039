package io.bailiff.manager.step;

/** A step whose stepper threw, with the execution in which it did. db-scheduler hands this to the failure handler. */
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
