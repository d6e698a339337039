package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import io.bailiff.manager.time.Steady;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Schedules steps, and wakes them. */
@Component
public class Steps {

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
    /** Steps are taken in the order in which they have become due; nothing waits so long for its turn. */
    private static final Duration HEAD_START = Duration.ofHours(1);

    private static final long FIRST_RETRY_MILLIS = 50;
    private static final long LONGEST_RETRY_MILLIS = 1000;

    private final ObjectProvider<Scheduler> scheduler;
    private final Clock clock;
    private final Set<TaskInstanceId> waking = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService wakes = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "bailiff-wakes");
        thread.setDaemon(true);
        return thread;
    });

    Steps(ObjectProvider<Scheduler> scheduler, @Steady Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** Schedules the first step of a thing, in the transaction that brings the thing into being. */
    public void begin(String kind, UUID id) {
        begin(kind, id, clock.instant());
    }

    /** The same, and it comes before all that is due already. Those that follow wait for their turn like others. */
    public void beginAtOnce(String kind, UUID id) {
        begin(kind, id, clock.instant().minus(HEAD_START));
    }

    private void begin(String kind, UUID id, Instant at) {
        boolean begun = scheduler.getObject().scheduleIfNotExists(new TaskInstance<>(kind, id.toString()), at);
        if (begun) {
            afterCommit(scheduler.getObject()::triggerCheckForDueExecutions);
        } else {
            wake(kind, id);
        }
    }

    /** Something may have changed: has the thing looked at soon, after the current transaction if there is one. */
    public void wake(String kind, UUID id) {
        TaskInstanceId step = TaskInstanceId.of(kind, id.toString());
        afterCommit(() -> enqueue(step));
    }

    /** After the current transaction, if there is one and it is not rolled back. */
    static void afterCommit(Runnable work) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            work.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                work.run();
            }
        });
    }

    private void enqueue(TaskInstanceId step) {
        if (waking.add(step)) {
            schedule(step, 0, FIRST_RETRY_MILLIS);
        }
    }

    private void schedule(TaskInstanceId step, long delayMillis, long nextDelayMillis) {
        try {
            Future<?> unused =
                    wakes.schedule(() -> bringForward(step, nextDelayMillis), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("The manager is stopping; {} is looked at after its next start", step);
        }
    }

    private void bringForward(TaskInstanceId step, long retryMillis) {
        waking.remove(step);
        try {
            scheduler.getObject().getScheduledExecution(step).ifPresent(next -> bringForward(step, next, retryMillis));
        } catch (TaskInstanceCurrentlyExecutingException running) {
            again(step, retryMillis);
        } catch (RuntimeException notNow) {
            LOG.debug("{} was not brought forward; it is looked at when its time comes", step, notNow);
        }
    }

    /**
     * A step that is running has looked already, perhaps too early: it is tried again until it can be brought forward. One that is
     * due keeps its turn: with a new time it would be behind all that have become due since.
     */
    private void bringForward(TaskInstanceId step, ScheduledExecution<Object> next, long retryMillis) {
        if (next.isPicked()) {
            again(step, retryMillis);
            return;
        }
        Instant now = clock.instant();
        if (next.getExecutionTime().isAfter(now)) {
            scheduler.getObject().reschedule(step, now);
        }
        scheduler.getObject().triggerCheckForDueExecutions();
    }

    private void again(TaskInstanceId step, long retryMillis) {
        if (waking.add(step)) {
            schedule(step, retryMillis, Math.min(2 * retryMillis, LONGEST_RETRY_MILLIS));
        }
    }

    @PreDestroy
    void stop() {
        wakes.shutdownNow();
    }
}
