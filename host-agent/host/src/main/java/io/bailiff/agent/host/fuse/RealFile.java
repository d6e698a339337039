// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A control file under the covers, by descriptors that go past the covers. Each running write has a descriptor of its own, because kernfs
 * serializes the writes of one descriptor (kernfs_fop_write_iter); idle descriptors are used again. An open would wait for the agent's own
 * answer if the agent holds the opens of the file.
 */
final class RealFile implements AutoCloseable {

    private static final int MOST_IDLE = 8;
    /** O_APPEND has no effect in sysfs, and keeps writes by several descriptors apart elsewhere. */
    private static final int MODE = FuseCalls.WRITE_ONLY | FuseCalls.APPEND | FuseCalls.CLOSE_ON_EXEC;

    private final String place;
    private final ConcurrentLinkedQueue<Descriptor> idle = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Memory> buffers = ThreadLocal.withInitial(() -> new Memory(RequestJournal.LONGEST_TEXT));
    private volatile int generation;

    /** @param generation the number of calls of {@link #close} before the open */
    private record Descriptor(int number, int generation) {}

    /** @param place a path that leads to the file and not to the covers */
    RealFile(String place) {
        this.place = place;
    }

    String place() {
        return place;
    }

    /**
     * Writes the text in one call.
     *
     * @return the number of written bytes, or the negative errno
     */
    int write(byte[] text) {
        Descriptor file;
        try {
            file = take();
        } catch (LastErrorException failure) {
            return -failure.getErrorCode();
        }
        try {
            Memory buffer = buffers.get();
            buffer.write(0, text, 0, text.length);
            long count = FuseCalls.write(file.number(), buffer, text.length);
            return count < 0 ? -Native.getLastError() : (int) count;
        } finally {
            giveBack(file);
        }
    }

    /** Reads at an offset, and adds the bytes to the buffer. Returns 0 or the errno. */
    int read(long offset, int size, ByteBuffer target) {
        int file;
        try {
            file = FuseCalls.open(place, FuseCalls.READ_ONLY | FuseCalls.CLOSE_ON_EXEC);
        } catch (LastErrorException failure) {
            return failure.getErrorCode();
        }
        try {
            Memory buffer = buffers.get();
            long count = FuseCalls.pread(file, buffer, Math.min(size, RequestJournal.LONGEST_TEXT), offset);
            if (count < 0) {
                return Native.getLastError();
            }
            target.put(buffer.getByteBuffer(0, count));
            return 0;
        } finally {
            FuseCalls.closeQuietly(file);
        }
    }

    private Descriptor take() throws LastErrorException {
        Descriptor file = idle.poll();
        int current = generation;
        return file != null ? file : new Descriptor(FuseCalls.open(place, MODE), current);
    }

    private void giveBack(Descriptor file) {
        if (file.generation() != generation || idle.size() >= MOST_IDLE) {
            FuseCalls.closeQuietly(file.number());
            return;
        }
        idle.add(file);
        if (file.generation() != generation) {
            closeIdle();
        }
    }

    /** Closes the descriptors: the file is uncovered, or another file has the path. Later writes open the file anew. */
    @Override
    public void close() {
        synchronized (this) {
            generation++;
        }
        closeIdle();
    }

    private void closeIdle() {
        for (Descriptor file = idle.poll(); file != null; file = idle.poll()) {
            FuseCalls.closeQuietly(file.number());
        }
    }
}
