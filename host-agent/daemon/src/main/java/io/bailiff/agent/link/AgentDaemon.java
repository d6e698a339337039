// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.link.AgentConfig.Intervals;
import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running agent of a host. Several agents may run in the same process, each with a separate host and state directory.
 *
 * <p>At the start the agent begins the guard, then completes or rolls back every group operation that a crash has interrupted.
 * Without the manager, or before the host has joined a manager, the agent changes nothing. On close the agent waits up to 20 s for operations
 * in progress; the journal records the state of an unfinished operation. Then the agent waits up to 5 s for all other threads: after a close
 * without a warning, no thread of the agent writes to the state directory.
 */
public final class AgentDaemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentDaemon.class);
    private static final Duration LAST_OPERATION = Duration.ofSeconds(20);
    private static final Duration LAST_THREADS = Duration.ofSeconds(5);

    /**
     * The host of an agent.
     *
     * @param files the host's files
     * @param modules loads kernel modules
     * @param needs finds the host-critical functions
     * @param backends deliver opens, writes and uevents to the guard
     * @param log takes lines for the host's log
     */
    public record Host(
            HostFiles files, ModuleLoader modules, HostNeeds needs, GuardBackends backends, Consumer<String> log) {}

    private final Intervals intervals;
    private final AgentExecutors executors;
    private final Signal surveyNow;
    private final Groups groups;
    private final Guard guard;
    private final HostSurvey survey;
    private final ManagerLink link;
    private final List<Thread> loops = new ArrayList<>();
    private final List<Thread> guardLoops = new ArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile boolean closing;

    /** @param surveyNow starts the next survey of the host at once */
    AgentDaemon(
            Intervals intervals,
            AgentExecutors executors,
            Signal surveyNow,
            Groups groups,
            Guard guard,
            HostSurvey survey,
            ManagerLink link) {
        this.intervals = intervals;
        this.executors = executors;
        this.surveyNow = surveyNow;
        this.groups = groups;
        this.guard = guard;
        this.survey = survey;
        this.link = link;
    }

    /**
     * Starts an agent.
     *
     * @param state the file operations in the agent's state directory
     * @throws IOException if the host or the state directory cannot be read
     */
    public static AgentDaemon start(
            AgentConfig config, Host host, StateFiles state, Clock clock, RandomGenerator random) throws IOException {
        AgentDaemon daemon = assemble(new AgentAssembly(config, host, state, clock, random));
        try {
            daemon.begin();
            return daemon;
        } catch (IOException | RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    /**
     * Assembles the agent. The interceptors already exist: after a failure no thread answers the held processes, so the interceptors are
     * closed.
     */
    private static AgentDaemon assemble(AgentAssembly assembly) throws IOException {
        try {
            return assembly.assemble();
        } catch (IOException | RuntimeException e) {
            assembly.host().backends().close();
            throw e;
        }
    }

    private void begin() throws IOException {
        link.check();
        beginGuard();
        recover(groups);
        survey.begin();
        every("survey", intervals.survey(), surveyNow, survey::survey);
        every("use scan", intervals.useScan(), new Signal(), survey::scanUse);
        thread("link", () -> link.run(this::thread));
    }

    /**
     * Starts the guard before any other part. The guard holds opens from the first mark on, and with the marks of an earlier agent from the
     * takeover on, including the opens of the agent itself: the guard's threads must answer before the agent reads the host.
     */
    private void beginGuard() throws IOException {
        guard.takeOver();
        guardThread("guard", guard::handleOpens);
        guardThread("writes", guard::handleWrites);
        guard.begin();
        guardThread("uevents", guard::handleUevents);
        guardThread("held", () -> {
            guard.checkHeldClaims();
            Thread.sleep(intervals.useScan().toMillis());
        });
    }

    /**
     * Starts a thread of the guard. The thread continues during {@link #close} until the last operation has ended, because the
     * operation writes to guarded files.
     */
    private void guardThread(String name, LinkWork work) {
        start(name, guardLoops, () -> {
            while (true) {
                work.run();
            }
        });
    }

    private static void recover(Groups groups) throws IOException {
        groups.recovery().run(StepLog.ofRecovery()).forEach((group, outcome) -> {
            if (outcome instanceof MoveOutcome.Done || outcome instanceof MoveOutcome.Undone) {
                LOG.info("group recovered after the start group={} outcome=\"{}\"", group, outcome.message());
            } else {
                LOG.error("cannot recover the group after the start group={} error={}", group, outcome.message());
            }
        });
    }

    /** Runs the work repeatedly: after each period, and at once after a raise of the signal. */
    private void every(String name, Duration period, Signal early, Runnable work) {
        thread(name, () -> {
            boolean failing = false;
            while (true) {
                early.await(period);
                failing = fails(name, work, failing);
            }
        });
    }

    /**
     * Runs the work once. Returns true if the work has failed, and logs only a change.
     *
     * @param failing true if the previous run has failed
     */
    private static boolean fails(String name, Runnable work, boolean failing) {
        try {
            work.run();
        } catch (RuntimeException defect) {
            if (!failing) {
                LOG.error("unexpected exception thread={} error={}: the thread retries", name, defect, defect);
            }
            return true;
        }
        if (failing) {
            LOG.info("thread works again thread={}", name);
        }
        return false;
    }

    private void thread(String name, LinkWork work) {
        start(name, loops, work);
    }

    private synchronized void start(String name, List<Thread> among, LinkWork work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException closed) {
                        LOG.debug("thread of the agent ends thread={}", name);
                    } catch (IOException | RuntimeException | Error e) {
                        ended(name, e);
                    }
                },
                name);
        thread.setDaemon(true);
        among.add(thread);
        thread.start();
    }

    /**
     * Logs the end of a part of the agent, and passes a failure to {@link #awaitEnd}. During {@link #close} an end is normal,
     * because a part may need another part that has already ended.
     */
    private void ended(String part, Throwable reason) {
        if (closing) {
            LOG.debug("thread of the agent ends thread={}", part, reason);
            return;
        }
        LOG.error("thread of the agent ended thread={} error={}: the agent cannot work any more", part, reason, reason);
        end.completeExceptionally(reason);
    }

    /**
     * Waits until the agent has been closed.
     *
     * @throws ExecutionException if a part of the agent has ended by itself; the agent cannot work any more and should be started
     *     again
     */
    public void awaitEnd() throws InterruptedException, ExecutionException {
        end.get();
    }

    @Override
    public void close() {
        closing = true;
        guard.beginClose();
        interrupt(loops);
        executors.operations().shutdown();
        try {
            if (!executors.operations().awaitTermination(LAST_OPERATION.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "operation still running {} s after the stop: the next start completes the operation from the journal",
                        LAST_OPERATION.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executors.functions().shutdown();
        interrupt(guardLoops);
        executors.claims().shutdown();
        guard.close();
        awaitThreads();
        end.complete(null);
    }

    /** Waits for the threads that still store claims or observations. The threads have been told to end. */
    private void awaitThreads() {
        long deadline = System.nanoTime() + LAST_THREADS.toNanos();
        try {
            boolean allEnded = executors.claims().awaitTermination(LAST_THREADS.toNanos(), TimeUnit.NANOSECONDS);
            for (Thread thread : threads()) {
                TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
                allEnded &= !thread.isAlive();
            }
            if (!allEnded) {
                LOG.warn("threads still running {} s after the stop", LAST_THREADS.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the threads of the agent, without a thread that closes the agent. */
    private synchronized List<Thread> threads() {
        return Stream.concat(loops.stream(), guardLoops.stream())
                .filter(thread -> thread != Thread.currentThread())
                .toList();
    }

    private synchronized void interrupt(List<Thread> threads) {
        threads.forEach(Thread::interrupt);
    }
}
