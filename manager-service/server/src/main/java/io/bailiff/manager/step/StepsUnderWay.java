// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;

/**
 * Holds the executions of steps in progress in this manager, and records the woken executions. No other manager executes steps of the same
 * database.
 *
 * <p>An execution is more than its step. Once db-scheduler has stored the next due time of the step, another thread may begin the next
 * execution. The first execution may not have ended here yet.
 */
@Component
class StepsUnderWay {

    private final Map<Step, Execution> newest = new ConcurrentHashMap<>();

    /** An execution of a step. Two executions of the same step are different objects, and are not equal. */
    static final class Execution {

        private final Step step;
        private final AtomicBoolean woken = new AtomicBoolean();

        private Execution(Step step) {
            this.step = step;
        }

        Step step() {
            return step;
        }
    }

    /** Registers an execution. Called before the stepper reads anything. */
    Execution begins(Step step) {
        Execution execution = new Execution(step);
        newest.put(step, execution);
        return execution;
    }

    /**
     * Wakes the step's execution. Returns true if the step is in progress; the execution then sees the wake in {@link #wasWoken} or
     * {@link #ends}.
     */
    boolean wake(Step step) {
        return newest.computeIfPresent(step, (same, execution) -> {
                    execution.woken.set(true);
                    return execution;
                })
                != null;
    }

    /** Returns true if the execution was woken since it began, or since the last call. */
    boolean wasWoken(Execution execution) {
        return execution.woken.getAndSet(false);
    }

    /**
     * Removes an execution, after db-scheduler has stored the next due time of the step. A later execution of the same step stays
     * registered.
     *
     * @return true if the execution was woken since the last {@link #wasWoken} and no later execution has begun; a later execution reads
     *     everything anew
     */
    boolean ends(Execution execution) {
        return newest.remove(execution.step(), execution) && execution.woken.get();
    }
}
