// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Limits the requests of a kind that have a thread at once. Other requests wait in a queue in the order of arrival, without a thread. A
 * request that finds the queue full, or that does not begin in time, is refused.
 */
final class Admission {

    private final int atOnce;
    private final int queueLength;
    private final long longestWaitMillis;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private int running;

    /**
     * @param atOnce the requests that have a thread at once
     * @param queueLength the requests that wait at once
     * @param longestWaitMillis the longest wait in milliseconds
     */
    Admission(int atOnce, int queueLength, long longestWaitMillis) {
        this.atOnce = atOnce;
        this.queueLength = queueLength;
        this.longestWaitMillis = longestWaitMillis;
    }

    /** A request. Exactly one of both methods is called, once. */
    interface Work {

        /** Handles the request. The place is free again when the method returns. */
        void handle();

        /** Refuses the request, because there is no place. */
        void refuse();
    }

    private static final class Waiting {

        private final Work work;
        private final Executor executor;
        private volatile Scheduler.@Nullable Task end;

        Waiting(Work work, Executor executor) {
            this.work = work;
            this.executor = executor;
        }
    }

    private enum Place {
        FREE,
        IN_QUEUE,
        NONE
    }

    /** Handles a request on this thread if there is a place; on a thread of the executor later; or refuses the request. */
    void take(Work work, Executor executor, Scheduler scheduler) {
        Waiting waiting = new Waiting(work, executor);
        switch (place(waiting)) {
            case FREE -> handle(work);
            case IN_QUEUE ->
                waiting.end = scheduler.schedule(() -> giveUp(waiting), longestWaitMillis, TimeUnit.MILLISECONDS);
            case NONE -> work.refuse();
        }
    }

    private synchronized Place place(Waiting waiting) {
        if (running < atOnce) {
            running++;
            return Place.FREE;
        }
        if (queue.size() < queueLength) {
            queue.add(waiting);
            return Place.IN_QUEUE;
        }
        return Place.NONE;
    }

    private void handle(Work work) {
        try {
            work.handle();
        } finally {
            begin(next());
        }
    }

    /** Returns the request that takes over the place, or null: the place is free then. */
    private synchronized @Nullable Waiting next() {
        Waiting next = queue.poll();
        if (next == null) {
            running--;
        }
        return next;
    }

    private void begin(@Nullable Waiting next) {
        if (next != null) {
            Scheduler.Task end = next.end;
            if (end != null) {
                end.cancel();
            }
            next.executor.execute(() -> handle(next.work));
        }
    }

    private void giveUp(Waiting waiting) {
        if (removed(waiting)) {
            waiting.executor.execute(waiting.work::refuse);
        }
    }

    private synchronized boolean removed(Waiting waiting) {
        return queue.remove(waiting);
    }

    /** Returns the requests that have a thread now. */
    synchronized int running() {
        return running;
    }

    /** Returns the requests that wait now. */
    synchronized int waiting() {
        return queue.size();
    }
}
