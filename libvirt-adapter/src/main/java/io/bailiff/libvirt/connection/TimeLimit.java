// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for a call for a limited time. libvirt itself waits forever for the monitor of a QEMU stopped or stuck in the kernel
 * (qemu_monitor.c, qemuMonitorSend), and native calls cannot be interrupted. A call past the limit is abandoned: the call keeps
 * a thread of its own and ends with the QEMU process.
 */
public final class TimeLimit {

    private final ExecutorService threads;

    /** @param host the host of the calls, for the thread names in a thread dump */
    public TimeLimit(String host) {
        this.threads = Executors.newCachedThreadPool(DaemonThreads.named("call to " + host));
    }

    /**
     * Makes a call on a thread of its own and waits for the result.
     *
     * @throws HypervisorException the call's own exception; {@code BUSY} if the call has not ended within the limit: the call
     *     may still take effect; {@code UNREACHABLE} if the waiting thread is interrupted, or after {@link #close}
     */
    public <T> T within(Duration limit, Callable<T> call) throws HypervisorException {
        Future<T> made = begin(call);
        try {
            return made.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HypervisorException(
                    Code.BUSY,
                    "no answer within " + limit.toSeconds()
                            + " s: the guest's QEMU or libvirtd is stuck; the request may still take effect",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(
                    Code.UNREACHABLE, "interrupted, because the program ends; the request may still take effect", e);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause() == null ? e : e.getCause());
        }
    }

    private <T> Future<T> begin(Callable<T> call) throws HypervisorException {
        try {
            return threads.submit(call);
        } catch (RejectedExecutionException closed) {
            throw new HypervisorException(Code.UNREACHABLE, "the connection is closed", closed);
        }
    }

    private static HypervisorException rethrown(Throwable cause) {
        if (cause instanceof HypervisorException failure) {
            return failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw cause instanceof RuntimeException bug ? bug : new IllegalStateException(cause);
    }

    /** Rejects further calls; abandoned calls continue. */
    public void close() {
        threads.shutdown();
    }
}
