// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * The server's end of a FUSE connection: an open {@code /dev/fuse} (fuse(4)). One thread reads requests; any thread answers and wakes the
 * reader.
 */
final class FuseDevice implements AutoCloseable {

    /** The kernel rejects a smaller buffer than header, {@code struct fuse_write_in} and the largest write together (fuse_dev_do_read). */
    static final int REQUEST_SIZE = 16 * 1024;

    private static final int ANSWER_SIZE = 8 * 1024;
    private static final int ANSWER_HEADER = 16;
    private static final int POLLED = 16;

    private final int file;
    private final int wakeup;
    private final Memory polled = new Memory(POLLED);
    private final Memory counter = new Memory(Long.BYTES);
    private final ThreadLocal<Answer> answers = ThreadLocal.withInitial(Answer::new);
    /** Keeps the descriptor's number from being closed, and assigned to another file, during an answer. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    private static final class Answer {
        private final Memory memory = new Memory(ANSWER_SIZE);
        private final ByteBuffer bytes = memory.getByteBuffer(0, ANSWER_SIZE);
    }

    /** The results of {@link #read} that are no length. */
    static final int NOTHING = 0;

    static final int ENDED = -1;

    /** @param file an open {@code /dev/fuse}, owned by the new object */
    FuseDevice(int file) throws LastErrorException {
        this.file = file;
        FuseCalls.fcntl(file, FuseCalls.F_SETFL, FuseCalls.NON_BLOCKING | 2);
        this.wakeup = FuseCalls.eventfd(0, FuseCalls.NON_BLOCKING | FuseCalls.CLOSE_ON_EXEC);
    }

    int descriptor() {
        return file;
    }

    /** Returns false if the kernel has ended the connection, or the file was never connected (fuse_dev_poll). */
    static boolean isConnected(int file) {
        try (Memory one = new Memory(Long.BYTES)) {
            one.setInt(0, file);
            one.setInt(4, FuseCalls.POLLIN);
            return FuseCalls.poll(one, 1, 0) >= 0 && (one.getShort(6) & FuseCalls.POLLERR) == 0;
        }
    }

    /**
     * Reads the next request.
     *
     * @return the length of the request; {@link #NOTHING} after a wakeup or without a request in time; {@link #ENDED} if the kernel has ended
     *     the connection, or the file was never connected
     */
    int read(Memory buffer, int timeoutMillis) throws LastErrorException {
        boolean waited = false;
        while (true) {
            long length = FuseCalls.read(file, buffer, REQUEST_SIZE);
            if (length > 0) {
                return (int) length;
            }
            switch (Native.getLastError()) {
                case Numbers.EAGAIN -> {
                    if (waited || !isReadable(timeoutMillis)) {
                        return NOTHING;
                    }
                    waited = true;
                }
                // ENOENT: the requester was killed before the request was read.
                case Numbers.EINTR, Numbers.ENOENT -> {}
                case Numbers.ENODEV, Numbers.EPERM -> {
                    return ENDED;
                }
                default -> throw new LastErrorException(Native.getLastError());
            }
        }
    }

    private boolean isReadable(int timeoutMillis) {
        polled.setInt(0, file);
        polled.setInt(4, FuseCalls.POLLIN);
        polled.setInt(8, wakeup);
        polled.setInt(12, FuseCalls.POLLIN);
        if (FuseCalls.poll(polled, 2, timeoutMillis) <= 0) {
            return false;
        }
        if (polled.getShort(14) != 0) {
            FuseCalls.read(wakeup, counter, Long.BYTES);
        }
        return polled.getShort(6) != 0;
    }

    /** Ends a running or the next wait of the reader. */
    void wake() {
        use.readLock().lock();
        try (Memory one = new Memory(Long.BYTES)) {
            if (!closed) {
                one.setLong(0, 1);
                FuseCalls.write(wakeup, one, Long.BYTES);
            }
        } finally {
            use.readLock().unlock();
        }
    }

    /** Fails a request. No effect if the request does not exist or has been answered. */
    void fail(long request, int errno) {
        send(request, -errno, 0);
    }

    /** Answers a request with success and without content. */
    void confirm(long request) {
        send(request, 0, 0);
    }

    /**
     * Answers a request with success.
     *
     * @param content adds the content of the answer to an empty buffer
     */
    void answer(long request, Consumer<ByteBuffer> content) {
        ByteBuffer bytes = answers.get().bytes;
        bytes.clear().position(ANSWER_HEADER);
        content.accept(bytes);
        send(request, 0, bytes.position() - ANSWER_HEADER);
    }

    /** Sends a {@code struct fuse_out_header} with the content behind it. ENOENT is ignored: the request has been answered. */
    private void send(long request, int error, int length) {
        Answer answer = answers.get();
        answer.bytes.putInt(0, ANSWER_HEADER + length).putInt(4, error).putLong(8, request);
        use.readLock().lock();
        try {
            if (!closed) {
                FuseCalls.write(file, answer.memory, (long) ANSWER_HEADER + length);
            }
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                FuseCalls.closeQuietly(file);
                FuseCalls.closeQuietly(wakeup);
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
