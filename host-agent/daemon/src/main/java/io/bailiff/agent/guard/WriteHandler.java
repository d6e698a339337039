// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.WriteInterceptor;
import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Handles the writes to covered files. A write is performed on the interceptor's thread if the answer needs no read of the host. The rest
 * goes to other threads: a read may wait for the kernel, and the interceptor's thread must stay free for other writers.
 */
final class WriteHandler {

    /** The number of writes that are decided at a time, as for opens ({@link OpenHandler}). A held write needs no thread. */
    private static final int WRITES = 32;

    private final WriteInterceptor interceptor;
    private final AttemptDecider decider;
    private final Processes processes;
    private final Executor threads;

    /** @param threads an executor for single events, without a limit on parallel events; the handler limits the number */
    WriteHandler(WriteInterceptor interceptor, AttemptDecider decider, Processes processes, Executor threads) {
        this.interceptor = interceptor;
        this.decider = decider;
        this.processes = processes;
        this.threads = new BoundedExecutor(threads, WRITES);
    }

    /** Performs, holds or fails the write. A {@code remove_id} moves no function, and is no control file of the guard. */
    void handle(Writing writing) {
        Optional<Attempt> attempt = ControlFile.of(writing.path()).map(file -> Attempt.write(file, writing.text()));
        if (attempt.isEmpty()
                || attempt.get().namesNothing()
                || ClaimReach.isHarmlessByName(attempt.get().file())) {
            interceptor.perform(writing.ticket());
        } else {
            threads.execute(() -> decider.decide(attempt.get(), new WaitingWrite(interceptor, writing, processes)));
        }
    }
}
