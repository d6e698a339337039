// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.HostFileException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replaces top covers in threads of its own, several files at the same time: a mount may hang until a time limit. */
final class CoverReplacements implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CoverReplacements.class);
    private static final int MOST_AT_ONCE = 4;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final int MOST_DOUBLINGS = 8;
    private static final long LONGEST_END_SECONDS = 10;

    private final CoverMounts mounts;
    private final CoverServer server;
    /** Work that comes after the end is dropped: the covers are taken away then. */
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(
            MOST_AT_ONCE, CoverReplacements::thread, new ThreadPoolExecutor.DiscardPolicy());

    CoverReplacements(CoverMounts mounts, CoverServer server) {
        this.mounts = mounts;
        this.server = server;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "bailiff-cover-mounts");
        thread.setDaemon(true);
        return thread;
    }

    /** Replaces the top cover of a file, and makes the new cover known to the file's queue. */
    void start(CoveredFile file) {
        threads.execute(() -> replace(file, 0));
    }

    /** Repeats a failed replacement, with longer and longer pauses, until the file is uncovered. */
    private void replace(CoveredFile file, int failures) {
        synchronized (file) {
            if (!file.isCovered() || threads.isShutdown()) {
                return;
            }
            try {
                mounts.detachTop(file);
                mounts.bind(file);
                long top = file.top();
                server.change(file, queue -> queue.top(top));
            } catch (HostFileException failure) {
                repeat(file, failures + 1, failure);
            }
        }
    }

    /** Logs the first failure, and then each doubling. */
    private void repeat(CoveredFile file, int failures, HostFileException failure) {
        if (Integer.bitCount(failures) == 1) {
            LOG.error(
                    "cannot replace the cover of a file path={} attempt={} error={}: openers of the file wait for the next"
                            + " attempt",
                    file.path(),
                    failures,
                    failure.getMessage());
        }
        long pause = FIRST_PAUSE_MILLIS << Math.min(failures - 1, MOST_DOUBLINGS);
        ScheduledFuture<?> unusedFuture = threads.schedule(() -> replace(file, failures), pause, TimeUnit.MILLISECONDS);
    }

    /** Waits for the replacements that have begun, and begins no more. The server must still run: a mount asks the server. */
    @Override
    public void close() {
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("a replacement of a cover does not end");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
