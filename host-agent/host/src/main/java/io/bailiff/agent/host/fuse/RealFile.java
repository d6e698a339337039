// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A control file under the covers, by a path that goes past the covers. The writer process makes the writes; only a write that names no
 * device is made by the agent.
 */
final class RealFile {

    private final String place;
    private final AtomicInteger generation = new AtomicInteger();
    private final NamedDevice named;
    private final WritableFile own;

    /** @param place a path that leads to the file and not to the covers */
    RealFile(String place) {
        this.place = place;
        this.named = new NamedDevice(place);
        this.own = new WritableFile(place);
    }

    String place() {
        return place;
    }

    /** Returns an order to make the write of a record. */
    WriteOrder order(int slot) {
        return new WriteOrder(slot, generation.get(), place);
    }

    /**
     * Returns true if a write of the text only fails, because the text names a device that does not exist: the kernel looks for the name and
     * waits for nothing.
     */
    boolean namesNoDevice(String text) {
        return named.isAbsent(text);
    }

    /**
     * Writes the text in the agent. Only for a text that {@link #namesNoDevice}.
     *
     * @return the number of written bytes, or the negative errno
     */
    int write(String text) {
        return own.write(text.getBytes(StandardCharsets.ISO_8859_1), generation.get(), () -> {});
    }

    /** Closes the descriptors of {@link #write}. */
    void close() {
        own.close();
    }

    /** Has later writes open the file anew: the file is uncovered, or another file has the path. */
    void renew() {
        generation.incrementAndGet();
        own.close();
    }

    /** Reads at an offset, and adds the bytes to the buffer. Returns 0 or the errno. */
    int read(long offset, int size, ByteBuffer target) {
        int file;
        try {
            file = FuseCalls.open(place, FuseCalls.READ_ONLY | FuseCalls.CLOSE_ON_EXEC);
        } catch (LastErrorException failure) {
            return failure.getErrorCode();
        }
        try (Memory buffer = new Memory(JournalSlots.LONGEST_TEXT)) {
            long count = FuseCalls.pread(file, buffer, Math.min(size, JournalSlots.LONGEST_TEXT), offset);
            if (count < 0) {
                return Native.getLastError();
            }
            target.put(buffer.getByteBuffer(0, count));
            return 0;
        } finally {
            FuseCalls.closeQuietly(file);
        }
    }
}
