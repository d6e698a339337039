// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that read covered files for readers, at most eight. The shared control files are write-only, so that reads are rare. Further
 * reads wait for a thread.
 */
final class RealReads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RealReads.class);
    private static final int MOST = 8;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    RealReads() {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                MOST, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "bailiff-read-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    void start(Runnable read) {
        threads.execute(() -> {
            try {
                read.run();
            } catch (RuntimeException unexpected) {
                LOG.error("cannot read a covered file", unexpected);
            }
        });
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
