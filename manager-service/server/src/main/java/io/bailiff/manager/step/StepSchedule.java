// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.task.Task;
import io.bailiff.manager.home.Home;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Configures db-scheduler, and resumes the steps left by an earlier run of this manager. */
@Configuration(proxyBeanMethods = false)
class StepSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(StepSchedule.class);

    private final List<Stepper> steppers;
    private final Steps steps;

    StepSchedule(List<Stepper> steppers, Steps steps) {
        this.steppers = steppers;
        this.steps = steps;
    }

    /**
     * Names the scheduler after this manager and releases the steps marked with the name. The home folder is locked, so such a step was in
     * progress when an earlier run was killed: no process executes the step now.
     */
    @Bean
    DbSchedulerCustomizer namedAfterTheHome(Home home, StepTable table) {
        int left = table.giveBack(home.managerId());
        if (left > 0) {
            LOG.info("resuming the pending steps of the last run count={}", left);
        }
        return new DbSchedulerCustomizer() {
            @Override
            public Optional<SchedulerName> schedulerName() {
                return Optional.of(new SchedulerName.Fixed(home.managerId()));
            }
        };
    }

    /** Returns the monotonic clock: no step waits for an hour because the machine's clock was set back. */
    @Bean
    com.github.kagkarlsson.scheduler.Clock schedulerClock(@Monotonic Clock clock) {
        return clock::instant;
    }

    @Bean
    List<Task<?>> tasks(StepTasks tasks, List<PeriodicWork> periodic) {
        return Stream.concat(
                        steppers.stream().<Task<?>>map(tasks::of),
                        periodic.stream().<Task<?>>map(PeriodicTask::of))
                .toList();
    }

    @EventListener
    void takeUp(ApplicationReadyEvent ready) {
        for (Stepper stepper : steppers) {
            stepper.unfinished().forEach(id -> steps.begin(stepper.kind(), id));
        }
    }
}
