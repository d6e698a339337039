// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The request in the buffer of the server's thread: {@code struct fuse_in_header} and the arguments (include/uapi/linux/fuse.h). Reading
 * beyond the end of the request throws {@link IndexOutOfBoundsException}.
 */
final class FuseRequest {

    // The operations, from enum fuse_opcode.
    static final int LOOKUP = 1;
    static final int FORGET = 2;
    static final int GETATTR = 3;
    static final int SETATTR = 4;
    static final int OPEN = 14;
    static final int READ = 15;
    static final int WRITE = 16;
    static final int STATFS = 17;
    static final int RELEASE = 18;
    static final int INIT = 26;
    static final int OPENDIR = 27;
    static final int READDIR = 28;
    static final int RELEASEDIR = 29;
    static final int INTERRUPT = 36;
    static final int DESTROY = 38;
    static final int BATCH_FORGET = 42;

    private static final int HEADER = 40;

    private final Memory memory = new Memory(FuseDevice.REQUEST_SIZE);
    private final ByteBuffer bytes = memory.getByteBuffer(0, FuseDevice.REQUEST_SIZE);

    Memory memory() {
        return memory;
    }

    /** @param length the length of the request just read */
    void length(int length) {
        bytes.clear().limit(length);
    }

    int operation() {
        return bytes.getInt(4);
    }

    long number() {
        return bytes.getLong(8);
    }

    long node() {
        return bytes.getLong(16);
    }

    /** Returns the id of the requesting thread; 0 for a thread outside of the pid namespace of the mounting process. */
    long thread() {
        return bytes.getInt(32);
    }

    /** Returns a 32-bit argument at an offset behind the header. */
    int number32(int offset) {
        return bytes.getInt(HEADER + offset);
    }

    /** Returns a 64-bit argument at an offset behind the header. */
    long number64(int offset) {
        return bytes.getLong(HEADER + offset);
    }

    /** Returns the name, which ends with a zero byte, behind the header. */
    String name() {
        byte[] name = new byte[bytes.limit() - HEADER - 1];
        bytes.get(HEADER, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    /** Returns bytes at an offset behind the header. */
    byte[] bytes(int offset, int length) {
        byte[] copy = new byte[length];
        bytes.get(HEADER + offset, copy);
        return copy;
    }
}
