// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.libvirt.tunnel.EndOfStream;
import io.bailiff.libvirt.tunnel.MessageLink;
import io.bailiff.libvirt.tunnel.SocketLoop;
import io.bailiff.libvirt.tunnel.StreamRelay;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's end of one stream: a WebSocket to the manager, and, from the first message on, a connection to the host's libvirt daemon. The
 * manager's client speaks first, so an unused stream costs the daemon nothing.
 */
final class LibvirtStream implements WebSocket.Listener, MessageLink {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtStream.class);

    /** The longest reason in a close frame (RFC 6455, section 5.5). */
    private static final int LONGEST_REASON = 123;

    /** The owner of the streams. */
    interface Owner {
        /** The first message has arrived: the stream is in use. */
        void used(LibvirtStream stream);

        /** Called once. */
        void ended(LibvirtStream stream);
    }

    private final DaemonSocket daemon;
    private final SocketLoop loop;
    private final Owner owner;
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final AtomicBoolean isPinging = new AtomicBoolean();
    private volatile @Nullable WebSocket socket;
    private volatile @Nullable StreamRelay relay;
    private volatile long lastPong = System.nanoTime();

    LibvirtStream(DaemonSocket daemon, SocketLoop loop, Owner owner) {
        this.daemon = daemon;
        this.loop = loop;
        this.owner = owner;
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        StreamRelay carrying = relay;
        if (carrying == null) {
            carrying = begin();
        }
        if (carrying != null) {
            carrying.message(data);
        }
        return null;
    }

    /** Connects to the daemon. Returns null if there is no daemon; the stream has then ended. */
    private @Nullable StreamRelay begin() {
        owner.used(this);
        try {
            SocketChannel toDaemon = daemon.connect();
            StreamRelay begun = StreamRelay.ofDaemon(loop, toDaemon, this, this::ended);
            relay = begun;
            begun.start();
            return begun;
        } catch (IOException noDaemon) {
            close("libvirt is not reachable on the host: " + noDaemon.getMessage());
            end();
            return null;
        }
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        lastPong = System.nanoTime();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        linkEnded("the manager closed the WebSocket with status " + statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        linkEnded("the WebSocket failed: " + error.getMessage());
    }

    private void linkEnded(String reason) {
        StreamRelay carrying = relay;
        if (carrying == null) {
            end();
        } else {
            carrying.linkEnded(reason);
        }
    }

    private void ended(EndOfStream end) {
        if (end.refused()) {
            LOG.error(
                    "libvirt stream closed because of a packet that is not allowed packet=\"{}\": nothing of the packet"
                            + " reached libvirt; compare the versions of agent, manager and libvirt",
                    end.reason());
        } else {
            LOG.debug("libvirt stream ended reason={}", end.reason());
        }
        end();
    }

    private void end() {
        if (hasEnded.compareAndSet(false, true)) {
            owner.ended(this);
        }
    }

    @Override
    public CompletionStage<?> send(ByteBuffer bytes) {
        return opened().sendBinary(bytes, true);
    }

    @Override
    public void request() {
        opened().request(1);
    }

    @Override
    public void close(String reason) {
        WebSocket open = socket;
        if (open == null) {
            return;
        }
        byte[] bytes = reason.getBytes(StandardCharsets.US_ASCII);
        String shortened = new String(bytes, 0, Math.min(bytes.length, LONGEST_REASON), StandardCharsets.US_ASCII);
        Future<?> unused =
                open.sendClose(WebSocket.NORMAL_CLOSURE, shortened).whenComplete((sent, failure) -> open.abort());
    }

    /** Sends a ping, so that the manager and the proxies keep the stream. Ends an unused stream whose manager does not answer. */
    void keepOpen(long silentNanos) {
        WebSocket open = socket;
        if (open == null) {
            return;
        }
        if (relay == null && System.nanoTime() - lastPong > silentNanos) {
            open.abort();
            end();
        } else if (isPinging.compareAndSet(false, true)) {
            // The ping of a stalled stream is sent when the stream goes on.
            Future<?> unused = open.sendPing(ByteBuffer.allocate(0)).whenComplete((sent, failure) -> {
                isPinging.set(false);
                if (failure != null) {
                    linkEnded("the WebSocket failed: " + failure.getMessage());
                }
            });
        }
    }

    /** Ends the stream at once. */
    void abort() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
        linkEnded("the agent ends the stream");
    }

    private WebSocket opened() {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("the WebSocket is not open");
        }
        return open;
    }
}
