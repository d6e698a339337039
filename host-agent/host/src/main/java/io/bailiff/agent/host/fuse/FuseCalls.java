// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;

/**
 * The system calls of the FUSE server. The calls of every request return -1 on failure, and {@link Native#getLastError} returns the errno:
 * an exception for each empty read would cost more than the whole request. All other calls throw {@link LastErrorException}.
 */
final class FuseCalls {

    static final int READ_ONLY = 0;
    static final int WRITE_ONLY = 1;
    static final int APPEND = 0x400;
    static final int CLOSE_ON_EXEC = 0x80000;
    static final int NON_BLOCKING = 0x800;
    /** O_PATH: names a file or a mount, and sends no OPEN to a FUSE server. */
    static final int PATH_ONLY = 0x200000;

    /** MNT_DETACH: removes the mount from the tree, and never waits for the users of the mount. */
    static final int DETACH = 2;

    static final int MEMFD_CLOSE_ON_EXEC = 1;

    static final int F_SETFL = 4;
    static final short POLLIN = 1;
    static final short POLLERR = 8;

    static {
        Native.register(FuseCalls.class, NativeLibrary.getProcess(Map.of(Library.OPTION_STRING_ENCODING, "UTF-8")));
    }

    private FuseCalls() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int file) throws LastErrorException;

    static native long read(int file, Pointer buffer, long count);

    static native long write(int file, Pointer buffer, long count);

    static native long pread(int file, Pointer buffer, long count, long offset);

    /** @param files {@code struct pollfd[]} */
    static native int poll(Pointer files, long count, int timeoutMillis);

    static native int fcntl(int file, int command, int argument) throws LastErrorException;

    /** Creates a file without a name. */
    static native int memfd_create(String name, int flags) throws LastErrorException;

    static native int eventfd(int initial, int flags) throws LastErrorException;

    static native int statx(int directory, String path, int flags, int mask, Pointer result) throws LastErrorException;

    static native long getxattr(String path, String name, byte[] value, long size) throws LastErrorException;

    static native int umount2(String target, int flags) throws LastErrorException;

    /** Closes a descriptor of which nothing depends on the close. */
    static void closeQuietly(int file) {
        try {
            close(file);
        } catch (LastErrorException alreadyClosed) {
            // Nothing can be done about a failed close.
        }
    }
}
