// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.bailiff.manager.step.StepsUnderWay.Execution;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes tasks of db-scheduler out of steppers. */
@Component
class StepTasks {

    /** The maximum of consecutive steps of a thing before other things get a slot. */
    private static final int STEPS_IN_A_ROW = 20;

    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    /** The pause before a step behind a closed gate asks again. */
    private static final Duration GATE_CLOSED = Duration.ofSeconds(5);

    /** The pause before a yielding step asks again. */
    private static final Duration GIVES_WAY = Duration.ofSeconds(1);

    private final StepsUnderWay underWay;
    private final GivingWay givingWay;
    private final List<StepGate> gates;
    private final Steps steps;
    private final Clock clock;

    StepTasks(StepsUnderWay underWay, GivingWay givingWay, List<StepGate> gates, Steps steps, @Monotonic Clock clock) {
        this.underWay = underWay;
        this.givingWay = givingWay;
        this.gates = List.copyOf(gates);
        this.steps = steps;
        this.clock = clock;
    }

    Task<Void> of(Stepper stepper) {
        return Tasks.custom(stepper.kind(), Void.class)
                .onFailure(
                        (failed, operations) -> endFailed(failed, () -> operations.reschedule(failed, retryAt(failed))))
                .onDeadExecutionRevive()
                .execute((instance, context) -> {
                    Step step = Step.of(instance);
                    if (givingWay.isToWait(step)) {
                        Instant later = clock.instant().plus(GIVES_WAY);
                        return (complete, operations) -> operations.reschedule(complete, later);
                    }
                    if (gates.stream().anyMatch(gate -> gate.isClosed(step))) {
                        Instant later = clock.instant().plus(GATE_CLOSED);
                        return (complete, operations) -> operations.reschedule(complete, later);
                    }
                    return take(stepper, underWay.begins(step));
                });
    }

    private CompletionHandler<Void> take(Stepper stepper, Execution execution) {
        Next next;
        try {
            next = takeInARow(stepper, execution.step().id());
        } catch (RuntimeException | Error failure) {
            throw new StepFailure(execution, failure);
        }
        if (next instanceof Next.Done) {
            return (complete, operations) -> end(execution, () -> over(execution, complete, operations));
        }
        Instant at = next instanceof Next.After after ? clock.instant().plus(after.pause()) : clock.instant();
        return (complete, operations) -> end(
                execution, () -> operations.reschedule(complete, underWay.wasWoken(execution) ? clock.instant() : at));
    }

    private static Next takeInARow(Stepper stepper, UUID id) {
        Next next = stepper.step(id);
        for (int done = 1; done < STEPS_IN_A_ROW && next instanceof Next.Now; done++) {
            next = stepper.step(id);
        }
        return next;
    }

    /**
     * Removes the step. A woken step is rescheduled instead: a thing that was over when the stepper read the thing may have begun again
     * since.
     */
    private void over(Execution execution, ExecutionComplete complete, ExecutionOperations<Void> operations) {
        if (underWay.wasWoken(execution)) {
            operations.reschedule(complete, clock.instant());
        } else {
            operations.remove();
        }
    }

    /** Ends a failed execution. An execution that failed before the call of the stepper is not registered as in progress. */
    private void endFailed(ExecutionComplete failed, Runnable store) {
        Throwable cause = failed.getCause().orElse(null);
        if (cause instanceof StepFailure failure) {
            end(failure.execution(), store);
        } else {
            store.run();
        }
    }

    /**
     * Stores the outcome of an execution and then ends the execution. A step woken at the last moment begins again: a finished step has
     * been removed from the table by then.
     */
    private void end(Execution execution, Runnable store) {
        try {
            store.run();
        } finally {
            if (underWay.ends(execution)) {
                steps.begin(execution.step().kind(), execution.step().id());
            }
        }
    }

    /** Returns the time of the next try of a failed step: after 1, 2, 4 … seconds, at most 60 seconds. */
    private static Instant retryAt(ExecutionComplete failed) {
        int before = Math.min(failed.getExecution().consecutiveFailures, 6);
        Duration pause = Duration.ofSeconds(1L << before);
        return failed.getTimeDone().plus(pause.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : pause);
    }
}
