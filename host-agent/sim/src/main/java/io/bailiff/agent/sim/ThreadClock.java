// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real time, on two daemon threads; the threads do not keep the process alive. */
public final class ThreadClock implements SimClock, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadClock.class);

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(2, work -> {
        Thread thread = new Thread(work, "simulated guests");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // run() itself logs every failure
    public void later(Duration delay, Runnable action) {
        executor.schedule(() -> run(action), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (HostCrashedException crash) {
            LOG.info("simulated guest ended with the crash of its host error={}", crash.getMessage());
        } catch (RuntimeException failure) {
            LOG.error("unexpected exception in a simulated guest error={}", failure, failure);
        }
    }
}
