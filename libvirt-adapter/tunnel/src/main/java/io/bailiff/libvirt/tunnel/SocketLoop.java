// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of all unix sockets of a process: waits until sockets are ready, and runs short tasks. No socket waits for another socket.
 */
public final class SocketLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SocketLoop.class);

    /** The bytes of the largest message. Also limits the bytes in memory for each direction of a stream. */
    static final int PIECE = 65_536;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    private final Thread thread;
    private volatile boolean closed;

    private SocketLoop(Selector selector, String name) {
        this.selector = selector;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * Starts a loop.
     *
     * @param name the name of the thread
     */
    public static SocketLoop start(String name) throws IOException {
        SocketLoop loop = new SocketLoop(Selector.open(), name);
        loop.thread.start();
        return loop;
    }

    /** The owner of a socket. Called by the thread of the loop. */
    interface Handler {
        /** Reads, writes or accepts, as the socket is ready. */
        void ready(SelectionKey key) throws IOException;

        /** Ends after an unexpected exception. */
        void failed(Exception failure);
    }

    /** Runs a task soon, in the order of the calls; never after {@link #close}. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Registers a socket without any interest. Called by the thread of the loop. */
    SelectionKey register(SelectableChannel channel, Handler handler) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, 0, handler);
    }

    /** Returns an empty buffer of {@link #PIECE} bytes for one read. Called by the thread of the loop. */
    ByteBuffer piece() {
        return piece.clear();
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(key -> handle(key));
            } catch (IOException | ClosedSelectorException failure) {
                if (!closed) {
                    LOG.error("cannot wait for sockets: no libvirt is reachable through a link any more", failure);
                }
                return;
            }
            runTasks();
        }
        // The tasks before close(): sockets that their owners have closed.
        runTasks();
    }

    private static void handle(SelectionKey key) {
        Handler handler = (Handler) key.attachment();
        try {
            handler.ready(key);
        } catch (CancelledKeyException ended) {
            LOG.debug("socket closed while ready", ended);
        } catch (IOException | RuntimeException failure) {
            handler.failed(failure);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException defect) {
                LOG.error("unexpected exception in the thread of the sockets: the thread goes on", defect);
            }
        }
    }

    /** Ends the thread. The sockets stay open until their owners close them. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            selector.close();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("cannot close a selector", e);
        }
    }
}
