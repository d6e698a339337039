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

/** Schedules steps, and wakes them. */
@Component
public class Steps {

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
    /** Steps are taken in the order in which they have become due; nothing waits so long for its turn. */
    private static final Duration HEAD_START = Duration.ofHours(1);

    private final ObjectProvider<Scheduler> scheduler;
    private final ObjectProvider<StepTable> table;
    private final StepsUnderWay underWay;
    private final RightOfWay rightOfWay;
    private final Clock clock;
    /** The steps to bring forward. True: schedules the step if its last execution has removed it meanwhile. */
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

    /** Schedules the first step of a thing, in the transaction that brings the thing into being. */
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
     * The same for things that have had no step, and these come before all that is due already, and have the right of way.
     * Those that follow wait for their turn like others.
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

    /** Something may have changed: has the thing looked at soon, after the current transaction if there is one. */
    public void wake(String kind, UUID id) {
        Step step = new Step(kind, id);
        afterCommit(() -> enqueue(step, false));
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
                LOG.debug("The manager is stopping; {} is looked at after its next start", step);
            }
        }
    }

    /** All that have been woken while others were brought forward, at once. */
    private void bringForward() {
        List<Step> woken = List.copyOf(waking.keySet());
        if (woken.isEmpty()) {
            return;
        }
        // Before they are written: who is woken later is brought forward once more.
        List<Step> beginning = woken.stream()
                .filter(step -> Boolean.TRUE.equals(waking.remove(step)))
                .toList();
        try {
            beginning.forEach(this::schedule);
            table.getObject().bringForward(woken, clock.instant());
            scheduler.getObject().triggerCheckForDueExecutions();
        } catch (RuntimeException notNow) {
            LOG.debug("{} were not brought forward; they are looked at when their time comes", woken, notNow);
        }
    }

    @PreDestroy
    void stop() {
        wakes.shutdownNow();
    }
}
