// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.BufferedResponseHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Sends answers without a thread: an answer is buffered until the endpoint has ended, and is then sent while the client reads. The connection
 * of a client that reads too slowly is closed.
 */
final class LimitedAnswers extends Handler.Wrapper {

    /** The largest answer that is buffered as a whole. */
    private static final int LARGEST = 16 * 1024 * 1024;

    private static final int PART = 64 * 1024;

    private final long millis;
    private final long bytesPerSecond;

    /**
     * @param millis the time for an answer in milliseconds, without the time that the rate allows
     * @param bytesPerSecond the lowest rate
     */
    LimitedAnswers(Handler next, ListenerSet listeners, long millis, long bytesPerSecond) {
        super(buffered(new Counting(next, listeners)));
        this.millis = millis;
        this.bytesPerSecond = bytesPerSecond;
    }

    private static Handler buffered(Handler next) {
        BufferedResponseHandler buffered = new BufferedResponseHandler(next);
        buffered.includeMethod("GET", "POST", "PUT", "PATCH", "DELETE");
        return buffered;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.setAttribute(BufferedResponseHandler.BUFFER_SIZE_ATTRIBUTE_NAME, LARGEST);
        request.setAttribute(BufferedResponseHandler.MAX_AGGREGATION_SIZE_ATTRIBUTE_NAME, PART);
        return super.handle(request, new Timed(request, response), callback);
    }

    /** Limits the time of the whole answer. */
    private final class Timed extends Response.Wrapper {

        private final long created = NanoTime.now();
        private long begun;
        private long sent;

        Timed(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
            if (bytes == null || !bytes.hasRemaining()) {
                super.write(last, bytes, callback);
                return;
            }
            if (sent == 0) {
                begun = NanoTime.millisSince(created);
            }
            sent += bytes.remaining();
            long left = begun + millis + sent * 1000 / bytesPerSecond - NanoTime.millisSince(created);
            Scheduler.Task end = getRequest()
                    .getComponents()
                    .getScheduler()
                    .schedule(this::end, Math.max(left, 1), TimeUnit.MILLISECONDS);
            super.write(last, bytes, Callback.from(end::cancel, callback));
        }

        private void end() {
            getRequest().getConnectionMetaData().getConnection().getEndPoint().close();
        }
    }

    /** Counts the memory of buffered answers. */
    private static final class Counting extends Handler.Wrapper {

        private final ListenerSet listeners;

        Counting(Handler next, ListenerSet listeners) {
            super(next);
            this.listeners = listeners;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            return super.handle(
                    request,
                    new Counted(request, response, listeners.of(request).memory()),
                    callback);
        }
    }

    private static final class Counted extends Response.Wrapper {

        private final MemoryBudget memory;
        private final AtomicLong taken = new AtomicLong();

        Counted(Request request, Response response, MemoryBudget memory) {
            super(request, response);
            this.memory = memory;
            Request.addCompletionListener(request, ended -> memory.free(taken.get()));
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
            if (bytes != null) {
                memory.take(bytes.remaining());
                taken.addAndGet(bytes.remaining());
            }
            super.write(last, bytes, callback);
        }
    }
}
