// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A control file that this process writes to. Each running write has a descriptor of its own, because kernfs serializes the writes of one
 * descriptor (kernfs_fop_write_iter). Idle descriptors are used again: an open is a question to the agent if the agent watches the opens of
 * the file.
 */
final class WritableFile {

    private static final int MOST_IDLE = 8;
    private static final int NO_GENERATION = -1;
    /** O_APPEND has no effect in sysfs, and keeps writes by several descriptors apart elsewhere. */
    private static final int MODE = FuseCalls.WRITE_ONLY | FuseCalls.APPEND | FuseCalls.CLOSE_ON_EXEC;

    private final String place;
    private final Deque<Integer> idle = new ArrayDeque<>();
    private final ThreadLocal<Memory> buffers = ThreadLocal.withInitial(() -> new Memory(JournalSlots.LONGEST_TEXT));
    private int generation = NO_GENERATION;

    WritableFile(String place) {
        this.place = place;
    }

    /**
     * Writes the text in one call.
     *
     * @param wanted the generation of the file ({@link WriteOrder})
     * @param begins runs when the file is open, before the write
     * @return the number of written bytes, or the negative errno
     */
    int write(byte[] text, int wanted, Runnable begins) {
        int file;
        try {
            file = take(wanted);
        } catch (LastErrorException failure) {
            return -failure.getErrorCode();
        }
        try {
            Memory buffer = buffers.get();
            buffer.write(0, text, 0, text.length);
            begins.run();
            long count = FuseCalls.write(file, buffer, text.length);
            return count < 0 ? -Native.getLastError() : (int) count;
        } finally {
            giveBack(file, wanted);
        }
    }

    private int take(int wanted) throws LastErrorException {
        synchronized (idle) {
            if (generation != wanted) {
                close();
                generation = wanted;
            }
            Integer known = idle.pollFirst();
            if (known != null) {
                return known;
            }
        }
        return FuseCalls.open(place, MODE);
    }

    /** Closes the idle descriptors. Later writes open the file anew. */
    void close() {
        synchronized (idle) {
            idle.forEach(FuseCalls::closeQuietly);
            idle.clear();
            generation = NO_GENERATION;
        }
    }

    private void giveBack(int file, int wanted) {
        synchronized (idle) {
            if (generation == wanted && idle.size() < MOST_IDLE) {
                idle.addFirst(file);
                return;
            }
        }
        FuseCalls.closeQuietly(file);
    }
}
