// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.HeartbeatConfig;
import com.github.kagkarlsson.scheduler.SystemClock;
import com.github.kagkarlsson.scheduler.event.SchedulerListener.SchedulerEventType;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SchedulerActivityTest {

    private static final Duration SILENT = Duration.ofSeconds(60);

    private final AtomicLong nanos = new AtomicLong();
    private final SchedulerActivity activity = new SchedulerActivity(nanos::get, 1);
    private final Execution step = new Execution(Instant.EPOCH, new TaskInstance<>("assignment", "1"));

    @Test
    void aSchedulerThatSearchesForDueStepsIsNotStuckAndASilentOneIs() {
        pass(Duration.ofSeconds(50));
        search();
        pass(Duration.ofSeconds(50));
        assertThat(activity.stuck(SILENT)).isEmpty();
        pass(Duration.ofSeconds(50));
        assertThat(activity.stuck(SILENT)).isPresent();
        search();
        assertThat(activity.stuck(SILENT)).isEmpty();
    }

    @Test
    void aSchedulerWhoseThreadsAllWaitInStepsIsStuckUntilAStepEnds() {
        begin();
        pass(Duration.ofMinutes(4));
        search();
        assertThat(activity.stuck(SILENT)).isEmpty();
        pass(Duration.ofMinutes(4));
        search();
        assertThat(activity.stuck(SILENT)).isPresent();
        activity.onExecutionComplete(ExecutionComplete.success(step, Instant.EPOCH, Instant.EPOCH));
        pass(Duration.ofMinutes(8));
        search();
        assertThat(activity.stuck(SILENT)).isEmpty();
    }

    private void begin() {
        HeartbeatConfig heartbeats = new HeartbeatConfig(Duration.ofSeconds(5), 6, Duration.ofSeconds(30));
        activity.onExecutionStart(new CurrentlyExecuting(step, new SystemClock(), heartbeats));
    }

    private void search() {
        activity.onSchedulerEvent(SchedulerEventType.RAN_EXECUTE_DUE);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
