// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;

/** Makes tasks of db-scheduler out of periodic work. */
final class PeriodicTask {

    private PeriodicTask() {}

    static Task<?> of(PeriodicWork work) {
        return Tasks.recurring(work.name(), new AfterAPause(work.pause())).execute((instance, context) -> work.run());
    }

    /** db-scheduler's own schedule with a pause has the first run at once, when a manager that starts has other work. */
    private record AfterAPause(Duration pause) implements Schedule {

        @Override
        public Instant getNextExecutionTime(ExecutionComplete complete) {
            return complete.getTimeDone().plus(pause);
        }

        @Override
        public Instant getInitialExecutionTime(Instant now) {
            return now.plus(pause);
        }

        @Override
        public boolean isDeterministic() {
            return false;
        }
    }
}
