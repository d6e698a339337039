// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A write on a separate thread; the thread may stay in the simulated kernel forever. */
final class DetachedCall {

    private DetachedCall() {}

    static void write(HostFiles files, String path, String value, Duration timeout) throws HostFileException {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread writer = new Thread(() -> complete(done, files, path, value), "write to " + path);
        writer.setDaemon(true);
        writer.start();
        try {
            done.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new HostFileException(
                    HostError.TIMED_OUT, path, "the kernel has not finished the write within " + timeout);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HostFileException(HostError.TIMED_OUT, path, "interrupted during the write");
        } catch (ExecutionException failure) {
            throw cause(failure, path);
        }
    }

    private static void complete(CompletableFuture<Boolean> done, HostFiles files, String path, String value) {
        try {
            files.write(path, value);
            done.complete(true);
        } catch (HostFileException | RuntimeException failure) {
            done.completeExceptionally(failure);
        }
    }

    private static HostFileException cause(ExecutionException failure, String path) {
        return failure.getCause() instanceof HostFileException refused
                ? refused
                : new HostFileException(HostError.OTHER, path, String.valueOf(failure.getCause()));
    }
}
