// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.step;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.bailiff.manager.time.Monotonic;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Schedules steps, and wakes scheduled steps. */
@Component
public class Steps {

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
    /** The lead of urgent steps. Steps run in the order of their due times, and no step waits this long for a slot. */
    private static final Duration HEAD_START = Duration.ofHours(1);

    private final ObjectProvider<Scheduler> scheduler;
    private final ObjectProvider<StepTable> table;
    private final StepsUnderWay underWay;
    private final RightOfWay rightOfWay;
    private final Clock clock;
    /** The steps to bring forward. True also schedules the step, if the last execution has removed the step meanwhile. */
    private final Map<Step, Boolean> waking = new ConcurrentHashMap<>();

    private final ExecutorService wakes = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "bailiff-wakes");
        thread.setDaemon(true);
        return thread;
    });

    Steps(
            ObjectProvider<Scheduler> scheduler,
            ObjectProvider<StepTable> table,
            StepsUnderWay underWay,
            RightOfWay rightOfWay,
            @Monotonic Clock clock) {
        this.scheduler = scheduler;
        this.table = table;
        this.underWay = underWay;
        this.rightOfWay = rightOfWay;
        this.clock = clock;
    }

    /**
     * Schedules the first step of a thing, in the transaction that creates the thing. A step already scheduled is woken after the commit.
     */
    public void begin(String kind, UUID id) {
        Step step = new Step(kind, id);
        if (schedule(step)) {
            afterCommit(scheduler.getObject()::triggerCheckForDueExecutions);
        } else {
            afterCommit(() -> enqueue(step, true));
        }
    }

    private boolean schedule(Step step) {
        TaskInstance<Void> task = new TaskInstance<>(step.kind(), step.id().toString());
        return scheduler.getObject().scheduleIfNotExists(task, clock.instant());
    }

    /**
     * Schedules the first steps of new things before all due steps, with priority. Later steps of these things wait for a slot like all
     * other steps. A rollback removes the priority.
     */
    public void beginAtOnce(String kind, Collection<UUID> ids) {
        List<TaskInstance<?>> steps = ids.stream()
                .<TaskInstance<?>>map(id -> new TaskInstance<>(kind, id.toString()))
                .toList();
        ids.forEach(id -> rightOfWay.has(new Step(kind, id)));
        unlessCommitted(() -> ids.forEach(id -> rightOfWay.hasNoMore(new Step(kind, id))));
        scheduler.getObject().scheduleBatch(steps, clock.instant().minus(HEAD_START));
        afterCommit(scheduler.getObject()::triggerCheckForDueExecutions);
    }

    /**
     * Brings the step of a thing forward, after the commit of the current transaction if there is a transaction. Called when something
     * about the thing may have changed.
     */
    public void wake(String kind, UUID id) {
        Step step = new Step(kind, id);
        afterCommit(() -> enqueue(step, false));
    }

    /** Runs work after the commit of the current transaction, or at once without a transaction. After a rollback the work is dropped. */
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

    private static void unlessCommitted(Runnable work) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                if (status != STATUS_COMMITTED) {
                    work.run();
                }
            }
        });
    }

    private void enqueue(Step step, boolean begins) {
        if (underWay.wake(step)) {
            return;
        }
        Boolean before = begins ? waking.put(step, true) : waking.putIfAbsent(step, false);
        if (before == null) {
            try {
                wakes.execute(this::bringForward);
            } catch (RejectedExecutionException stopping) {
                LOG.debug("step not woken because the manager stops step={}: the next start resumes the step", step);
            }
        }
    }

    /** Brings forward, in a single batch, all steps woken since the previous call. */
    private void bringForward() {
        List<Step> woken = List.copyOf(waking.keySet());
        if (woken.isEmpty()) {
            return;
        }
        // Remove before the write: a step woken later is then brought forward again.
        List<Step> beginning = woken.stream()
                .filter(step -> Boolean.TRUE.equals(waking.remove(step)))
                .toList();
        try {
            beginning.forEach(this::schedule);
            table.getObject().bringForward(woken, clock.instant());
            scheduler.getObject().triggerCheckForDueExecutions();
        } catch (RuntimeException notNow) {
            LOG.debug(
                    "cannot wake steps steps={} error={}: the steps run at their scheduled time",
                    woken,
                    notNow.toString());
        }
    }

    @PreDestroy
    void stop() {
        wakes.shutdownNow();
    }
}
