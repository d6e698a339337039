// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Map;

/**
 * The system calls with a relevant errno. Java's file API turns EBUSY, ENODEV, EINVAL and EPERM into one exception with a
 * translated text; in sysfs each errno has another meaning.
 *
 * <p>Every method throws {@link LastErrorException} with the errno when the call fails.
 */
final class Libc {

    static final int READ_ONLY = 0;
    static final int WRITE_ONLY = 1;
    /** O_CLOEXEC: child processes do not inherit the file. The same number on x86, ARM and RISC-V. */
    static final int CLOSE_ON_EXEC = 0x80000;

    /** {@code access(2)}: tests for existence. */
    static final int EXISTS = 0;

    static {
        Native.register(Libc.class, NativeLibrary.getProcess(Map.of(Library.OPTION_STRING_ENCODING, "UTF-8")));
    }

    private Libc() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native long read(int file, byte[] buffer, long count) throws LastErrorException;

    static native long pread(int file, byte[] buffer, long count, long offset) throws LastErrorException;

    static native long write(int file, byte[] buffer, long count) throws LastErrorException;

    static native long pwrite(int file, byte[] buffer, long count, long offset) throws LastErrorException;

    static native int close(int file) throws LastErrorException;

    static native int access(String path, int mode) throws LastErrorException;

    static native long readlink(String path, byte[] buffer, long size) throws LastErrorException;

    /** {@code statx(2)}: the layout of the result is the same on every architecture. */
    static native int statx(int directory, String path, int flags, int mask, byte[] result) throws LastErrorException;
}
