package io.bailiff.manager.step;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;

/**
 * Holds the executions of steps that are under way in this manager, and notes which of them were woken. No other manager takes steps of
 * the same database.
 *
 * <p>An execution is more than its step: as soon as db-scheduler has stored when a step is due next, another thread may begin the next
 * execution of the same step, while the first has not ended here yet.
 */
@Component
class StepsUnderWay {

    private final Map<Step, Execution> newest = new ConcurrentHashMap<>();

    /** One execution of a step. Two executions of the same step are different objects, and are not equal. */
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

    /** Returns true if the step is under way; its execution then sees the wake in {@link #wasWoken} or {@link #ends}. */
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
     * Removes an execution, after db-scheduler has stored when the step is due next. Leaves alone a later execution of the same step.
     *
     * @return true if the execution was woken since the last {@link #wasWoken} and no later execution has begun, which would have read
     *     everything anew
     */
    boolean ends(Execution execution) {
        return newest.remove(execution.step(), execution) && execution.woken.get();
    }
}
