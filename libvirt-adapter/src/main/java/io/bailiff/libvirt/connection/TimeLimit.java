// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

    /** The calls in progress, each under a key of its own. */
    private final Map<Object, CompletableFuture<?>> awaited = new ConcurrentHashMap<>();

    /** @param host the host of the calls, for the thread names in a thread dump */
    public TimeLimit(String host) {
        this.threads = Executors.newCachedThreadPool(DaemonThreads.named("call to " + host));
    }

    /**
     * Makes a call on a thread of its own and waits for the result.
     *
     * @throws HypervisorException the call's own exception; {@code BUSY} if the call has not ended within the limit: the call
     *     may still take effect; {@code UNREACHABLE} if the waiting thread is interrupted, if the connection is lost, or after {@link #close}
     */
    public <T> T within(Duration limit, Callable<T> call) throws HypervisorException {
        CompletableFuture<T> made = new CompletableFuture<>();
        Object key = new Object();
        awaited.put(key, made);
        try {
            begin(call, made);
            return await(limit, made);
        } finally {
            awaited.remove(key);
        }
    }

    private static <T> T await(Duration limit, CompletableFuture<T> made) throws HypervisorException {
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

    private <T> void begin(Callable<T> call, CompletableFuture<T> made) throws HypervisorException {
        try {
            threads.execute(() -> make(call, made));
        } catch (RejectedExecutionException closed) {
            throw new HypervisorException(Code.UNREACHABLE, "the connection is closed", closed);
        }
    }

    private static <T> void make(Callable<T> call, CompletableFuture<T> made) {
        try {
            made.complete(call.call());
        } catch (Exception | Error failure) {
            made.completeExceptionally(failure);
        }
    }

    /**
     * Fails all waits with {@code UNREACHABLE}, because the connection is lost. The calls themselves end when libvirt's client gives them up, and
     * may still take effect.
     */
    public void connectionLost(String reason) {
        awaited.values().forEach(made -> made.completeExceptionally(new HypervisorException(Code.UNREACHABLE, reason)));
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
