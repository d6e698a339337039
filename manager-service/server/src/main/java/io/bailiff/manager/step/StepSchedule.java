package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.task.Task;
import io.bailiff.manager.home.Home;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Sets db-scheduler up, and takes up what an earlier run of this manager left. */
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
     * The scheduler goes by this manager's own name. The home is locked, so what is marked as being done by that name now was
     * being done when an earlier run was killed: nobody is doing it.
     */
    @Bean
    DbSchedulerCustomizer namedAfterTheHome(Home home, StepTable table) {
        int left = table.giveBack(home.managerId());
        if (left > 0) {
            LOG.info("{} steps were under way when this manager ended; they are taken up again", left);
        }
        return new DbSchedulerCustomizer() {
            @Override
            public Optional<SchedulerName> schedulerName() {
                return Optional.of(new SchedulerName.Fixed(home.managerId()));
            }
        };
    }

    /** Monotonic: no step waits for an hour because the machine's clock was set back. */
    @Bean
    com.github.kagkarlsson.scheduler.Clock schedulerClock(@Monotonic Clock clock) {
        return clock::instant;
    }

    @Bean
    List<Task<?>> tasks(StepTasks tasks) {
        return steppers.stream().<Task<?>>map(tasks::of).toList();
    }

    @EventListener
    void takeUp(ApplicationReadyEvent ready) {
        for (Stepper stepper : steppers) {
            stepper.unfinished().forEach(id -> steps.begin(stepper.kind(), id));
        }
    }
}
