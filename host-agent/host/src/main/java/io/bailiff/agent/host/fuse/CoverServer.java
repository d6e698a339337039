// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads and handles the requests of a connection. The thread never waits for the kernel or for a decision, because every
 * opener of a covered file waits for the thread. No request ends the thread: a request with a wrong form fails with EIO.
 */
final class CoverServer {

    private static final Logger LOG = LoggerFactory.getLogger(CoverServer.class);
    private static final long LONGEST_END_SECONDS = 10;
    private static final int NO_TIMEOUT = -1;
    private static final int CHECK_MILLIS = 1;

    private final FuseDevice device;
    private final RequestJournal journal;
    private final FileOperations operations;
    private final FuseRequest request = new FuseRequest();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    /** The files with a writer or an opener that may wait too long. */
    private final Set<CoveredFile> toCheck = new LinkedHashSet<>();

    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile long firstRead;

    CoverServer(FuseDevice device, RequestJournal journal, FileOperations operations) {
        this.device = device;
        this.journal = journal;
        this.operations = operations;
    }

    void start() {
        Thread thread = new Thread(this::serve, "bailiff-covers");
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs a command in the server's thread, between two requests. */
    void run(Runnable command) {
        commands.add(command);
        device.wake();
    }

    /** Runs a change of a file's queue in the server's thread. */
    void change(CoveredFile file, Consumer<WriterQueue> change) {
        run(() -> {
            change.accept(file.queue());
            watch(file);
        });
    }

    /** Returns the number of the first request that the server has read; 0 if there was none. */
    long firstRead() {
        return firstRead;
    }

    /** Returns true if the thread has ended without {@link #stop}: the kernel has ended the connection. */
    boolean hasFailed() {
        return end.getCount() == 0 && !stopping;
    }

    /** Ends the thread, and waits for the end. */
    void stop() {
        stopping = true;
        device.wake();
        try {
            if (!end.await(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("the server of covered files does not end");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try {
            while (!stopping && serveNext()) {
                runCommands();
                check();
            }
            if (!stopping) {
                LOG.error(
                        "the kernel has ended the connection of the covered files: every write to a covered file fails");
            }
        } catch (LastErrorException failure) {
            LOG.error(
                    "cannot read requests of covered files error=errno {}: writers wait until the agent is restarted",
                    failure.getErrorCode());
        } finally {
            end.countDown();
        }
    }

    private boolean serveNext() {
        int length = device.read(request.memory(), toCheck.isEmpty() ? NO_TIMEOUT : CHECK_MILLIS);
        if (length > 0) {
            request.length(length);
            handle();
        }
        return length != FuseDevice.ENDED;
    }

    private void handle() {
        long number = request.number();
        // The numbers of an INTERRUPT are odd.
        if (number % 2 == 0) {
            journal.read(number);
            if (firstRead == 0) {
                firstRead = number;
            }
        }
        try {
            CoveredFile file = operations.handle(request);
            watch(file);
        } catch (RuntimeException malformed) {
            LOG.warn(
                    "rejected a request of a covered file operation={} error={}",
                    request.operation(),
                    String.valueOf(malformed));
            device.fail(number, Numbers.EIO);
        }
    }

    private void watch(@Nullable CoveredFile file) {
        if (file != null && file.queue().needsCheck()) {
            toCheck.add(file);
        }
    }

    private void runCommands() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            try {
                command.run();
            } catch (RuntimeException unexpected) {
                LOG.error("a command of the server of covered files failed", unexpected);
            }
        }
    }

    private void check() {
        if (toCheck.isEmpty()) {
            return;
        }
        toCheck.removeIf(file -> {
            file.queue().check();
            return !file.queue().needsCheck();
        });
    }
}
