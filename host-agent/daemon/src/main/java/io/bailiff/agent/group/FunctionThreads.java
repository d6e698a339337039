// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool of daemon threads for moving functions. All threads start with the pool: starting a thread costs more than
 * several writes to sysfs.
 */
public final class FunctionThreads {

    private FunctionThreads() {}

    /**
     * Starts the pool with all its threads.
     *
     * @param count the number of functions that can move at the same time; further functions wait for a free thread
     */
    public static ExecutorService start(int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "function-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.prestartAllCoreThreads();
        return threads;
    }
}
