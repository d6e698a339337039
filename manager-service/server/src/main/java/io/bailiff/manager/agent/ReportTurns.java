// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.manager.database.Share;
import io.bailiff.manager.problem.Problem;
import io.bailiff.manager.problem.ProblemException;
import io.bailiff.manager.step.RightOfWay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Takes a limited number of reports at a time in order of arrival. Urgent reports have threads of their own; other reports yield to all
 * holders of the priority. A whole fleet may report at once. The consequences of the first reports, such as a request to a guest, then get
 * processors and database before the last report is taken. A report in the queue occupies no thread of the server: an operator may need the
 * thread.
 */
final class ReportTurns implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReportTurns.class);

    /** The limit for each of both kinds. Both together fit into the agents' share of the database. */
    private static final int AT_A_TIME = Math.min(4, 2 * Runtime.getRuntime().availableProcessors());

    /** The queued reports of each kind: some megabytes, and more than are stored before {@link #LONGEST_WAIT}. */
    private static final int LONGEST_QUEUE = 1000;

    /** The limit for a report to begin. The agent sends a rejected report again. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final ThreadPoolExecutor urgentOnes;
    private final ThreadPoolExecutor others;
    private final ScheduledExecutorService time = Executors.newSingleThreadScheduledExecutor(ReportTurns::thread);
    private final RightOfWay rightOfWay;
    private final Duration longestWait;

    ReportTurns(RightOfWay rightOfWay) {
        this(rightOfWay, AT_A_TIME, LONGEST_WAIT);
    }

    ReportTurns(RightOfWay rightOfWay, int atATime, Duration longestWait) {
        this.urgentOnes = takers(atATime);
        this.others = takers(atATime);
        this.rightOfWay = rightOfWay;
        this.longestWait = longestWait;
    }

    private static ThreadPoolExecutor takers(int number) {
        return new ThreadPoolExecutor(
                number, number, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(LONGEST_QUEUE), ReportTurns::thread);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "bailiff-reports");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Queues a report until a thread is free.
     *
     * @param urgent true if the report holds the priority until the end; other reports yield for at most {@link RightOfWay#LONGEST}
     * @param report takes the report; runs on a thread of this queue
     * @return completes when the report is taken, or fails with the exception of the report. Fails with 503 if the report did not begin in
     *     time, or if the queue is full. Fails with {@link RejectedExecutionException} if the manager is stopping. In the last two cases nothing has been done
     */
    CompletableFuture<Void> take(boolean urgent, Runnable report) {
        Turn turn = new Turn(urgent, report);
        try {
            turn.end = time.schedule(turn::giveUp, longestWait.toMillis(), TimeUnit.MILLISECONDS);
            (urgent ? urgentOnes : others).execute(turn);
        } catch (RejectedExecutionException rejected) {
            turn.over(time.isShutdown() ? rejected : tooMany());
        }
        return turn.taken;
    }

    /**
     * Drops the queued reports and waits up to 5 s in total for the reports in progress. Does not interrupt them: an interrupt would close
     * the files of an H2 database.
     */
    @Override
    public void close() {
        time.shutdownNow();
        long until = System.nanoTime() + LONGEST_END.toNanos();
        for (ThreadPoolExecutor takers : List.of(urgentOnes, others)) {
            takers.getQueue().clear();
            takers.shutdown();
            awaitEnd(takers, until - System.nanoTime());
        }
    }

    private static void awaitEnd(ThreadPoolExecutor takers, long nanos) {
        try {
            if (!takers.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
                LOG.warn(
                        "a report is still being stored after {} s: the manager stops, and the agent reports again",
                        LONGEST_END.toSeconds());
            }
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
        }
    }

    private ProblemException tooMany() {
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "too-many-reports",
                        "Too many reports are waiting",
                        "The manager did not begin to store the report within " + longestWait.toSeconds() + " s",
                        "Send the report again. If this lasts, check that the manager's database answers.")
                .with(Problem.RETRY_AFTER_SECONDS, 5)
                .exception();
    }

    /** A queued report. Begins at most once, either on a thread of the queue or by the timeout, which rejects the report. */
    private final class Turn implements Runnable {

        private final CompletableFuture<Void> taken = new CompletableFuture<>();
        private final AtomicBoolean begun = new AtomicBoolean();
        private final long givesWayUntil = System.nanoTime() + RightOfWay.LONGEST.toNanos();
        private final boolean urgent;
        private final Runnable report;

        private volatile @Nullable Future<?> end;

        Turn(boolean urgent, Runnable report) {
            this.urgent = urgent;
            this.report = report;
            if (urgent) {
                rightOfWay.has(this);
            }
        }

        @Override
        public void run() {
            if (!urgent) {
                rightOfWay.awaitFree(givesWayUntil);
            }
            if (begun.compareAndSet(false, true)) {
                try {
                    Share.AGENTS.during(report);
                    over(null);
                } catch (Throwable failure) {
                    over(failure);
                }
            }
        }

        void giveUp() {
            if (begun.compareAndSet(false, true)) {
                over(tooMany());
            }
        }

        void over(@Nullable Throwable failure) {
            rightOfWay.hasNoMore(this);
            if (end != null) {
                end.cancel(false);
            }
            if (failure == null) {
                taken.complete(null);
            } else {
                taken.completeExceptionally(failure);
            }
        }
    }
}
