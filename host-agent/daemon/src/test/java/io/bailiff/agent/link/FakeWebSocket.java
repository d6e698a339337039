// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A WebSocket without a network: what is sent is kept, and the test plays the manager. */
final class FakeWebSocket implements WebSocket {

    private final CompletableFuture<String> closed = new CompletableFuture<>();

    /** True if the agent has closed or aborted it. */
    boolean ended() {
        return closed.isDone();
    }

    /** The reason with which the agent has closed it. */
    String reason() {
        return closed.join();
    }

    @Override
    public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
        throw new UnsupportedOperationException("the agent sends no text");
    }

    @Override
    public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
        closed.complete(reason);
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void request(long count) {}

    @Override
    public @Nullable String getSubprotocol() {
        return null;
    }

    @Override
    public boolean isOutputClosed() {
        return closed.isDone();
    }

    @Override
    public boolean isInputClosed() {
        return closed.isDone();
    }

    @Override
    public void abort() {
        closed.complete("aborted");
    }
}
