// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A serial executor with a dedicated thread. */
final class SerialExecutorThread implements SerialExecutor {

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "bailiff-guests");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public void run(Runnable work) {
        if (!thread.isShutdown()) {
            thread.execute(work);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
