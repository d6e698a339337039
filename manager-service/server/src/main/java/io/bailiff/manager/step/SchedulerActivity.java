// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import io.bailiff.manager.time.ElapsedTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The signs of the scheduler: a finished search for due steps, and a step that begins or ends. A scheduler without any sign is stuck: its
 * database does not answer, or all its threads wait in steps.
 */
@Component
public class SchedulerActivity extends AbstractSchedulerListener {

    /** The time after which a step counts as stuck. Every call of a step has a shorter time limit. */
    private static final Duration LONGEST_STEP = Duration.ofMinutes(5);

    private final ElapsedTime elapsed;
    private final int threads;
    private final AtomicInteger executing = new AtomicInteger();
    private volatile long searchedAt;
    private volatile long steppedAt;

    SchedulerActivity(ElapsedTime elapsed, @Value("${db-scheduler.threads}") int threads) {
        this.elapsed = elapsed;
        this.threads = threads;
        this.searchedAt = elapsed.nanos();
        this.steppedAt = searchedAt;
    }

    /**
     * Returns the problem if the scheduler is stuck.
     *
     * @param silent the longest time without a search for due steps
     */
    public Optional<String> stuck(Duration silent) {
        Duration sinceSearch = since(searchedAt);
        if (sinceSearch.compareTo(silent) > 0) {
            return Optional.of("The scheduler has not searched for due steps for " + sinceSearch.toSeconds() + " s");
        }
        Duration sinceStep = since(steppedAt);
        return executing.get() >= threads && sinceStep.compareTo(LONGEST_STEP) > 0
                ? Optional.of(
                        "All " + threads + " steps in progress have not ended for " + sinceStep.toSeconds() + " s")
                : Optional.empty();
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(elapsed.nanos() - nanos);
    }

    @Override
    public void onSchedulerEvent(SchedulerEventType event) {
        if (event == SchedulerEventType.RAN_EXECUTE_DUE) {
            searchedAt = elapsed.nanos();
        }
    }

    @Override
    public void onExecutionStart(CurrentlyExecuting begun) {
        executing.incrementAndGet();
        steppedAt = elapsed.nanos();
    }

    @Override
    public void onExecutionComplete(ExecutionComplete ended) {
        executing.decrementAndGet();
        steppedAt = elapsed.nanos();
    }
}
