// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Hands a request to its endpoint when the whole body has arrived. No thread waits for a client. Jetty's own EagerContentHandler keeps the
 * network's buffers, which are much larger than the few bytes that a slow client sends; this class copies the bytes.
 */
final class WholeBodies extends Handler.Wrapper {

    private final ListenerSet listeners;
    private final Refusals refusals;

    WholeBodies(Handler next, ListenerSet listeners, Refusals refusals) {
        super(next);
        this.listeners = listeners;
        this.refusals = refusals;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!hasBody(request)) {
            return super.handle(request, response, callback);
        }
        new Exchange(request, response, callback).begin();
        return true;
    }

    private static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    private final class Exchange implements BodyReader.Result {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final LimitedListener listener;

        Exchange(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.listener = listeners.of(request);
        }

        void begin() {
            listener.connections().bodyAwaited(request.getConnectionMetaData().getConnection());
            BodyReader reader = new BodyReader(request, listener.bodyLimits(request), listener.memory(), this);
            Request.addCompletionListener(request, ended -> reader.free());
            reader.run();
        }

        @Override
        public void complete(ByteBuffer body, boolean sameThread) {
            listener.connections().bodyComplete(request.getConnectionMetaData().getConnection());
            if (sameThread) {
                handle(body);
            } else {
                request.getConnectionMetaData().getConnector().getExecutor().execute(() -> handle(body));
            }
        }

        private void handle(ByteBuffer body) {
            try {
                if (!WholeBodies.super.handle(new WithBody(request, body), response, callback)) {
                    Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                }
            } catch (Exception failure) {
                Response.writeError(request, response, callback, failure);
            }
        }

        @Override
        public void tooSlow() {
            refusals.write(Refusals.tooSlow(), request, response, callback);
        }

        @Override
        public void noMemory() {
            refusals.write(Refusals.busy(), request, response, callback);
        }

        @Override
        public void failed(Throwable failure) {
            callback.failed(failure);
        }
    }

    /** A request whose body is in memory. */
    private static final class WithBody extends Request.Wrapper {

        private final Content.Source body;

        WithBody(Request request, ByteBuffer body) {
            super(request);
            this.body = Content.Source.from(body);
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable onContent) {
            body.demand(onContent);
        }

        @Override
        public void fail(Throwable failure) {
            body.fail(failure);
        }
    }
}
