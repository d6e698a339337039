// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The files of threads in {@code /proc} of the current machine, for an answer within microseconds. A thread that is gone, or that the agent
 * must not look at, has none.
 */
class ThreadFiles {

    /** Enough for {@code syscall}, and for the lines of {@code status} up to the number of threads. */
    private static final int LONGEST = 2048;

    /** Returns the beginning of a file of the thread, without the last line feed. */
    Optional<String> read(long thread, String name) {
        byte[] text = new byte[LONGEST];
        return read(thread, name, (file) -> Libc.read(file, text, text.length))
                .map(length -> new String(text, 0, (int) (long) length, StandardCharsets.US_ASCII).stripTrailing());
    }

    /** Returns the 64-bit number in the memory of the thread's program. */
    Optional<Long> number(long thread, long address) {
        byte[] bytes = new byte[Long.BYTES];
        return read(thread, "mem", file -> Libc.pread(file, bytes, bytes.length, address))
                .filter(length -> length == bytes.length)
                .map(length ->
                        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong());
    }

    /** Lets other threads have the processor. */
    void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    /** Returns a number in {@code status}; empty if the thread is gone. */
    Optional<Long> status(long thread, String field) {
        return read(thread, "status").flatMap(text -> {
            int name = text.indexOf("\n" + field + ":\t");
            int end = name < 0 ? -1 : text.indexOf('\n', name + 1);
            return end < 0
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(text.substring(name + field.length() + 3, end)));
        });
    }

    private static Optional<Long> read(long thread, String name, Read read) {
        try {
            int file = Libc.open("/proc/" + thread + "/" + name, Libc.READ_ONLY | Libc.CLOSE_ON_EXEC);
            try {
                return Optional.of(read.from(file));
            } finally {
                Libc.close(file);
            }
        } catch (LastErrorException goneOrForbidden) {
            return Optional.empty();
        }
    }

    private interface Read {
        long from(int file);
    }
}
