// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.tunnel;

import io.bailiff.libvirt.tunnel.MessageLink;
import io.bailiff.libvirt.tunnel.StreamEnd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of an agent for one stream. Reads from the network only on demand. An agent sends a ping every ten seconds; a WebSocket
 * without any frame for 30 s ends.
 */
public final class WebSocketLink implements Session.Listener, MessageLink {

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    /** Larger than every frame of an agent. */
    private static final long LARGEST_FRAME = 128 * 1024L;

    /** The longest reason in a close frame (RFC 6455, section 5.5). */
    private static final int LONGEST_REASON = 123;

    private final Function<MessageLink, Optional<StreamEnd>> owner;
    private volatile @Nullable Session session;
    private volatile @Nullable StreamEnd end;

    /** @param owner takes the open link; empty if the link is not wanted */
    WebSocketLink(Function<MessageLink, Optional<StreamEnd>> owner) {
        this.owner = owner;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        opened.setIdleTimeout(LONGEST_SILENCE);
        opened.setMaxFrameSize(LARGEST_FRAME);
        Optional<StreamEnd> taken = owner.apply(this);
        if (taken.isPresent()) {
            end = taken.get();
            opened.demand();
        } else {
            close("no stream is wanted");
        }
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
        StreamEnd receiver = end;
        if (receiver != null) {
            receiver.message(payload);
        }
        callback.succeed();
    }

    @Override
    public void onWebSocketPartialText(String payload, boolean last) {
        close("text is no part of a stream");
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        ended("the WebSocket failed: " + cause.getMessage());
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        ended("the agent closed the WebSocket with status " + statusCode);
        callback.succeed();
    }

    private void ended(String reason) {
        StreamEnd receiver = end;
        if (receiver != null) {
            receiver.ended(reason);
        }
    }

    @Override
    public CompletionStage<?> send(ByteBuffer bytes) {
        Session open = session;
        CompletableFuture<Void> sent = new CompletableFuture<>();
        if (open == null) {
            sent.completeExceptionally(new IllegalStateException("the WebSocket is not open"));
        } else {
            open.sendBinary(bytes, Callback.from(() -> sent.complete(null), sent::completeExceptionally));
        }
        return sent;
    }

    @Override
    public void request() {
        Session open = session;
        if (open != null && open.isOpen()) {
            open.demand();
        }
    }

    /** Sends a close frame, and ends the connection when the frame is sent: a silent agent gets no time for an answer. */
    @Override
    public void close(String reason) {
        Session open = session;
        if (open != null) {
            open.close(
                    StatusCode.NORMAL,
                    shortened(reason),
                    Callback.from(open::disconnect, failure -> open.disconnect()));
        }
    }

    private static String shortened(String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.US_ASCII);
        return new String(bytes, 0, Math.min(bytes.length, LONGEST_REASON), StandardCharsets.US_ASCII);
    }
}
