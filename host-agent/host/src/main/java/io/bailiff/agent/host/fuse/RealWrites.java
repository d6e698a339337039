// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that make real writes: at most 64 for writes by the agent, and 64 that wait for writes by a child process. Further writes
 * wait for a thread. A write that the kernel never finishes occupies a thread of the second kind, and delays no write of the first kind.
 */
final class RealWrites implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RealWrites.class);
    private static final int MOST = 64;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor direct = threads("bailiff-write-");
    private final ThreadPoolExecutor detached = threads("bailiff-detached-write-");

    private static ThreadPoolExecutor threads(String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    // A thread that waits in the kernel must not keep the agent from ending.
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    void start(CoveredFile file, Runnable write) {
        (file.isDetached() ? detached : direct).execute(() -> {
            try {
                write.run();
            } catch (RuntimeException unexpected) {
                LOG.error("cannot make a write path={}", file.path(), unexpected);
            }
        });
    }

    @Override
    public void close() {
        direct.shutdown();
        detached.shutdown();
    }
}
