// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A WebSocket that a test opens as the agent of a host. Takes every message at once. */
final class StreamOfAgent implements WebSocket.Listener {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private @Nullable WebSocket socket;

    private StreamOfAgent() {}

    /** The status of the answer to a handshake that the manager refuses; 101 if the manager accepts the handshake. */
    static int status(URI manager, String hostId, HttpClient agent) throws InterruptedException {
        try {
            StreamOfAgent stream = new StreamOfAgent();
            stream.connect(manager, hostId, agent);
            stream.socket().abort();
            return 101;
        } catch (ExecutionException refused) {
            if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw new IllegalStateException(refused);
        }
    }

    static StreamOfAgent open(URI manager, String hostId, HttpClient agent) throws Exception {
        StreamOfAgent stream = new StreamOfAgent();
        stream.connect(manager, hostId, agent);
        return stream;
    }

    private void connect(URI manager, String hostId, HttpClient agent) throws InterruptedException, ExecutionException {
        URI uri = URI.create(
                "ws" + manager.toString().substring("http".length()) + "/agent/v1/hosts/" + hostId + "/libvirt-stream");
        socket = agent.newWebSocketBuilder().buildAsync(uri, this).get();
    }

    WebSocket socket() {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }

    void send(byte[] bytes) throws Exception {
        socket().sendBinary(ByteBuffer.wrap(bytes), true).get();
    }

    /** Waits for this number of bytes, and takes them. */
    byte[] take(int count) {
        await().atMost(PATIENCE).until(() -> {
            synchronized (received) {
                return received.size() >= count;
            }
        });
        synchronized (received) {
            byte[] all = received.toByteArray();
            received.reset();
            return all;
        }
    }

    void awaitEnd() {
        await().atMost(PATIENCE).until(ended::isDone);
    }

    boolean hasEnded() {
        return ended.isDone();
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        synchronized (received) {
            received.writeBytes(bytes);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        ended.complete(reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended.complete(String.valueOf(error.getMessage()));
    }
}
