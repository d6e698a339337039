// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries one connection of libvirt's client between a unix socket and a link of messages, in both directions, and checks each packet.
 *
 * <p>Each direction has at most one piece of 64 KiB in memory: the relay reads the socket only when the link has taken the last piece, and
 * asks for a message only when the socket has taken the last message. A stalled socket or link thus stalls its own stream only.
 *
 * <p>The end of one side ends the other side at once.
 */
public final class StreamRelay implements SocketLoop.Handler {

    private final SocketLoop loop;
    private final SocketChannel socket;
    private final MessageLink link;
    private final PacketGate fromSocket;
    private final PacketGate fromLink;
    private final Consumer<EndOfStream> ended;
    private ByteBuffer unwritten = ByteBuffer.allocate(0);
    private @Nullable SelectionKey key;
    private boolean hasEnded;

    private StreamRelay(
            SocketLoop loop,
            SocketChannel socket,
            MessageLink link,
            PacketGate fromSocket,
            PacketGate fromLink,
            Consumer<EndOfStream> ended) {
        this.loop = loop;
        this.socket = socket;
        this.link = link;
        this.fromSocket = fromSocket;
        this.fromLink = fromLink;
        this.ended = ended;
    }

    /**
     * Creates the relay of the manager: the socket is a connection of libvirt's client.
     *
     * @param ended called once by the thread of the loop
     */
    public static StreamRelay ofClient(
            SocketLoop loop, SocketChannel socket, MessageLink link, Consumer<EndOfStream> ended) {
        PendingCalls pending = new PendingCalls();
        return new StreamRelay(
                loop,
                socket,
                link,
                new PacketGate(new CallRules(pending)),
                new PacketGate(new AnswerRules(pending)),
                ended);
    }

    /**
     * Creates the relay of the agent: the socket is a connection to the host's libvirt daemon.
     *
     * @param ended called once by the thread of the loop
     */
    public static StreamRelay ofDaemon(
            SocketLoop loop, SocketChannel socket, MessageLink link, Consumer<EndOfStream> ended) {
        PendingCalls pending = new PendingCalls();
        return new StreamRelay(
                loop,
                socket,
                link,
                new PacketGate(new AnswerRules(pending)),
                new PacketGate(new CallRules(pending)),
                ended);
    }

    /** Begins to carry bytes. The first message must have been requested by the caller if a message may already be on its way. */
    public void start() {
        loop.execute(() -> {
            try {
                key = loop.register(socket, this);
                interest(SelectionKey.OP_READ, true);
            } catch (IOException | RuntimeException failure) {
                end("cannot register the socket: " + failure);
            }
        });
    }

    /** Takes a message of the link. Called once for each request, after {@link #start}. */
    public void message(ByteBuffer message) {
        try {
            ByteBuffer passed = fromLink.pass(message);
            loop.execute(() -> write(passed));
        } catch (RefusedPacketException refused) {
            loop.execute(() -> end(EndOfStream.of(refused)));
        }
    }

    /** Ends the stream because the link has ended. */
    public void linkEnded(String reason) {
        loop.execute(() -> end(reason));
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        if (ready.isWritable()) {
            flush();
        }
        if (ready.isValid() && ready.isReadable()) {
            read();
        }
    }

    @Override
    public void failed(Exception failure) {
        end("the socket failed: " + failure.getMessage());
    }

    private void read() throws IOException {
        ByteBuffer piece = loop.piece();
        if (socket.read(piece) < 0) {
            end("the socket ended");
            return;
        }
        try {
            ByteBuffer passed = fromSocket.pass(piece.flip());
            if (passed.hasRemaining()) {
                send(passed);
            }
        } catch (RefusedPacketException refused) {
            end(EndOfStream.of(refused));
        }
    }

    private void send(ByteBuffer passed) {
        interest(SelectionKey.OP_READ, false);
        link.send(passed)
                .whenComplete((sent, failure) -> loop.execute(() -> {
                    if (failure == null) {
                        interest(SelectionKey.OP_READ, true);
                    } else {
                        end("the link failed: " + failure.getMessage());
                    }
                }));
    }

    private void write(ByteBuffer passed) {
        unwritten = passed;
        try {
            flush();
        } catch (IOException failure) {
            failed(failure);
        }
    }

    private void flush() throws IOException {
        if (hasEnded) {
            return;
        }
        while (unwritten.hasRemaining() && socket.write(unwritten) > 0) {
            // The socket takes more.
        }
        interest(SelectionKey.OP_WRITE, unwritten.hasRemaining());
        if (!unwritten.hasRemaining()) {
            link.request();
        }
    }

    private void interest(int operation, boolean wanted) {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            registered.interestOps(
                    wanted ? registered.interestOps() | operation : registered.interestOps() & ~operation);
        }
    }

    private void end(String reason) {
        end(EndOfStream.of(reason));
    }

    private void end(EndOfStream end) {
        if (hasEnded) {
            return;
        }
        hasEnded = true;
        close(socket);
        link.close(end.reason());
        ended.accept(end);
    }

    static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is closed in any case.
        }
    }
}
