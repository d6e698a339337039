// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request without a thread: a thread works only while bytes are there. Bytes beyond the limit are read and dropped, up
 * to {@link #MOST_DROPPED}, so that the client sees the answer and not a reset of the connection.
 */
final class BodyReader implements Runnable {

    /** The bytes beyond the limit that are read and dropped. */
    static final int MOST_DROPPED = 8 * 1024 * 1024;

    private static final long GRACE_SECONDS = 5;

    private final Request request;
    private final Caller caller;
    private final Limits limits;
    private final MemoryBudget memory;
    private final Result result;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final long begun = NanoTime.now();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private volatile Scheduler.@Nullable Task check;
    private boolean dispatched;

    /**
     * The limits for a body.
     *
     * @param size the bytes that an endpoint may see, and one byte more, by which the endpoint sees that the body is too large
     * @param millis the longest time in milliseconds
     * @param bytesPerSecond the lowest rate after 5 s
     */
    record Limits(int size, long millis, long bytesPerSecond) {}

    /** The end of the reading. Exactly one method is called, once. */
    interface Result {

        /**
         * The body is complete, or longer than the limit.
         *
         * @param sameThread true if this is the thread that called {@link BodyReader#run}
         */
        void complete(ByteBuffer body, boolean sameThread);

        /** The body did not arrive in time. */
        void tooSlow();

        /** The listener has too little memory for the body, or for the bodies of the caller. */
        void noMemory();

        /** The client has ended the connection, or the body is malformed. */
        void failed(Throwable failure);
    }

    BodyReader(Request request, Limits limits, MemoryBudget memory, Result result) {
        this.request = request;
        this.caller = Caller.of(request);
        this.limits = limits;
        this.memory = memory;
        this.result = result;
    }

    @Override
    public void run() {
        while (!ended.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                dispatched = true;
                awaitMore();
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                failed(chunk.getFailure());
                return;
            }
            boolean kept = keep(chunk);
            boolean last = chunk.isLast() || read.get() > limits.size() + (long) MOST_DROPPED;
            chunk.release();
            if (!kept) {
                end(result::noMemory);
            } else if (last) {
                end(() -> result.complete(ByteBuffer.wrap(body.toByteArray()), !dispatched));
            }
        }
    }

    private void awaitMore() {
        if (check == null) {
            checkAgain();
        }
        request.demand(this);
    }

    private boolean keep(Content.Chunk chunk) {
        ByteBuffer bytes = chunk.getByteBuffer();
        read.addAndGet(bytes.remaining());
        int length = Math.min(bytes.remaining(), limits.size() - body.size());
        if (!memory.tryTake(caller, length)) {
            return false;
        }
        taken.addAndGet(length);
        byte[] kept = new byte[length];
        bytes.get(kept);
        body.writeBytes(kept);
        return true;
    }

    private void checkAgain() {
        long next = Math.min(1000, Math.max(1, limits.millis() - NanoTime.millisSince(begun)));
        check = request.getComponents().getScheduler().schedule(this::check, next, TimeUnit.MILLISECONDS);
    }

    private void check() {
        if (isLate()) {
            end(result::tooSlow);
        } else if (!ended.get()) {
            checkAgain();
        }
    }

    private boolean isLate() {
        long millis = NanoTime.millisSince(begun);
        long seconds = millis / 1000;
        return millis >= limits.millis()
                || (seconds >= GRACE_SECONDS && read.get() < seconds * limits.bytesPerSecond());
    }

    private void failed(Throwable failure) {
        end(failure instanceof TimeoutException ? result::tooSlow : () -> result.failed(failure));
    }

    private void end(Runnable report) {
        if (ended.compareAndSet(false, true)) {
            Scheduler.Task pending = check;
            if (pending != null) {
                pending.cancel();
            }
            report.run();
        }
    }

    /** Returns the memory of the body when the request has ended. */
    void free() {
        memory.free(caller, taken.getAndSet(0));
    }
}
