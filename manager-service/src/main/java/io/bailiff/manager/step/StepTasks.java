package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Makes a task of db-scheduler out of a stepper. */
final class StepTasks {

    /** So many steps of one thing are done before others have their turn. */
    private static final int STEPS_IN_A_ROW = 20;

    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    private StepTasks() {}

    static Task<Void> task(Stepper stepper, Clock clock) {
        return Tasks.custom(stepper.kind(), Void.class)
                .onFailure((failed, operations) -> operations.reschedule(failed, retryAt(failed)))
                .onDeadExecutionRevive()
                .execute((instance, context) -> run(stepper, UUID.fromString(instance.getId()), clock));
    }

    private static CompletionHandler<Void> run(Stepper stepper, UUID id, Clock clock) {
        Optional<Duration> next = stepper.step(id);
        for (int done = 1; done < STEPS_IN_A_ROW && next.equals(Optional.of(Duration.ZERO)); done++) {
            next = stepper.step(id);
        }
        if (next.isEmpty()) {
            return (complete, operations) -> operations.remove();
        }
        Instant at = clock.instant().plus(next.get());
        return (complete, operations) -> operations.reschedule(complete, at);
    }

    /** A step that threw is tried again after 1, 2, 4 … seconds, and at least once a minute. */
    private static Instant retryAt(ExecutionComplete failed) {
        int before = Math.min(failed.getExecution().consecutiveFailures, 6);
        Duration pause = Duration.ofSeconds(1L << before);
        return failed.getTimeDone().plus(pause.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : pause);
    }
}
